//! Folding and tokens: the only code that knows case, accents and apostrophes.
