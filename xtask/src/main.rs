//! `cargo xtask`: what a developer does with this repository.

mod seed;

fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("seed") => seed::run(),
        _ => anyhow::bail!("usage: cargo xtask seed"),
    }
}
