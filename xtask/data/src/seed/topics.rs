//! Topics of a record, read off the words of its services by one explicit table.

use anyhow::Result;
use shared::taxonomy::Topic;
use shared::text::fold;

/// Folded beginning of words, and the topics it stands for. Only words that leave no doubt.
const TABLE: &[(&str, &[&str])] = &[
    (
        "su scuola lavoro casa salute e servizi",
        &["scuola", "lavoro", "abitare", "salute", "servizi"],
    ),
    ("sportello di accoglienza", &["servizi"]),
    ("informafamiglie", &["servizi"]),
    ("informa famiglie", &["servizi"]),
    ("informazioni rapide", &["servizi"]),
    ("spazio informativo", &["servizi"]),
    ("misure e progetti", &["servizi"]),
    ("informazione e orientamento", &["servizi"]),
    ("informazione orientamento", &["servizi"]),
    ("orientamento verso il servizio", &["servizi"]),
    ("orientamento tra i servizi", &["servizi"]),
    ("ascolto e orientamento", &["servizi"]),
    ("sportello di orientamento", &["servizi"]),
    ("supporto telefonico", &["servizi"]),
    ("risorse e servizi", &["servizi"]),
    ("spazio di incontro e partecipazione", &["comunita"]),
    ("gruppi di cittadini", &["comunita"]),
    ("vicini", &["comunita"]),
    ("in compagnia", &["comunita"]),
    ("incontri di gruppo", &["mutuo-aiuto"]),
    ("gruppi di sostegno", &["mutuo-aiuto"]),
    ("mutuo aiuto", &["mutuo-aiuto"]),
    ("banche del tempo", &["banca-del-tempo"]),
    ("volontariato", &["volontariato"]),
    ("animazione territoriale", &["comunita"]),
    ("laboratori tematici", &["comunita"]),
    ("laboratori creativi", &["comunita"]),
    ("spazi di socializzazione", &["comunita"]),
    ("spid", &["digitale"]),
    ("digitale", &["digitale"]),
    ("bonus affitto", &["affitto-e-sfratto", "bonus-e-agevolazioni"]),
    ("agevolazion", &["bonus-e-agevolazioni"]),
    ("bonus misure", &["bonus-e-agevolazioni"]),
    ("poverta", &["poverta"]),
    ("difficolta economica", &["poverta"]),
    ("beni di prima necessita", &["poverta", "dopo-parto"]),
    ("over 60", &["anziani"]),
    ("over 65", &["anziani"]),
    ("piu di 65 anni", &["anziani"]),
    ("terza eta", &["anziani"]),
    ("anzian", &["anziani"]),
    ("potenziamento cognitivo", &["memoria"]),
    ("demenze", &["memoria", "anziani-fragili"]),
    ("tra generazioni", &["anziani", "comunita"]),
    ("assistenza familiare", &["anziani-fragili", "ricerca-lavoro"]),
    ("caregiver", &["caregiver"]),
    ("verso il lavoro", &["ricerca-lavoro"]),
    ("orientamento al lavoro", &["ricerca-lavoro"]),
    ("vita e lavoro", &["conciliazione"]),
    ("immigrazione", &["stranieri"]),
    ("mediazione culturale", &["stranieri"]),
    ("scambio tra culture", &["stranieri"]),
    ("famiglie straniere", &["stranieri"]),
    ("tumore", &["malattia-e-lutto"]),
    ("ambulatori", &["salute"]),
    ("educazione alla salute", &["salute"]),
    ("promozione della salute", &["salute"]),
    ("in ospedale", &["salute-bambini"]),
    ("bambini ricoverati", &["salute-bambini"]),
    ("visite oculistiche", &["salute-bambini"]),
    ("visite gratuite per bambini", &["salute-bambini"]),
    ("psicologic", &["salute-mentale"]),
    ("psicopedagogic", &["competenze-genitoriali"]),
    ("psico pedagogic", &["ascolto-adolescenti"]),
    ("pedagogic", &["competenze-genitoriali"]),
    ("affid", &["affido"]),
    ("adozion", &["adozione"]),
    ("affiancamento", &["affiancamento"]),
    ("sostegno familiare", &["coppia-e-famiglia"]),
    ("mediazione dei conflitti", &["separazione"]),
    ("mediazione familiare", &["separazione"]),
    ("coppi", &["coppia-e-famiglia"]),
    ("quello che pesa in famiglia", &["coppia-e-famiglia"]),
    ("gravidanza", &["gravidanza"]),
    ("percorso nascita", &["gravidanza", "dopo-parto"]),
    ("prima e dopo il parto", &["gravidanza", "dopo-parto"]),
    ("post parto", &["dopo-parto"]),
    ("neomamm", &["dopo-parto"]),
    ("mamme con bimbi", &["dopo-parto"]),
    ("neogenitori", &["dopo-parto"]),
    ("allatta", &["allattamento"]),
    ("papa", &["neo-papa"]),
    ("0 3", &["gioco-0-3"]),
    ("da 0 a 3 anni", &["gioco-0-3"]),
    ("0 6 anni", &["prima-infanzia"]),
    ("fino ai tre anni", &["prima-infanzia"]),
    ("fino a tre anni", &["prima-infanzia"]),
    ("massaggio infantile", &["prima-infanzia"]),
    ("nati per leggere", &["prima-infanzia"]),
    ("letture animate", &["prima-infanzia"]),
    ("ludoteca", &["prima-infanzia"]),
    ("giocare e conoscersi", &["prima-infanzia"]),
    ("gioco e creativita", &["prima-infanzia"]),
    ("attivita ludiche", &["prima-infanzia"]),
    ("gioco e di cultura", &["coppia-e-famiglia"]),
    ("famiglie e bambini", &["coppia-e-famiglia"]),
    ("giochi e laboratori per famiglie", &["coppia-e-famiglia"]),
    ("famiglie con bambini", &["genitorialita"]),
    ("laboratori per bambini", &["genitorialita"]),
    ("laboratorio sulle emozioni", &["genitorialita"]),
    ("scuola per genitori", &["competenze-genitoriali"]),
    ("genitorialita", &["genitorialita"]),
    ("genitori", &["genitorialita"]),
    ("famiglie con figli iscritti", &["scuola"]),
    ("orientamento scolastico", &["orientamento-scolastico"]),
    ("sostegno allo studio", &["sostegno-allo-studio"]),
    ("educazione affettiva", &["adolescenza"]),
    ("adolescen", &["adolescenza"]),
    ("preadolescen", &["adolescenza"]),
    ("ti ascolto", &["ascolto-adolescenti"]),
    ("11 21 anni", &["ascolto-adolescenti"]),
    ("ascolto rapido per ragazze", &["ascolto-adolescenti"]),
    ("psicologico adolescenti", &["ascolto-adolescenti"]),
    ("consumo di sostanze", &["adolescenza"]),
    ("ritiro sociale", &["ritiro-sociale"]),
    ("temi del crescere", &["adolescenza"]),
    ("giovani 14 25", &["adolescenza"]),
    ("sibling", &["disabilita"]),
    ("fratelli e sorelle", &["disabilita"]),
    ("disabil", &["disabilita"]),
    ("bisogni educativi speciali", &["disabilita"]),
    ("autismo", &["disabilita"]),
    ("cittadinanza attiva", &["cittadinanza-attiva"]),
    ("curare insieme gli spazi", &["cittadinanza-attiva", "volontariato"]),
    ("legalita", &["legalita-e-cittadinanza"]),
    ("educazione e prevenzione", &["legalita-e-cittadinanza"]),
    ("diritti", &["legalita-e-cittadinanza"]),
    ("spazi della citta", &["comunita"]),
    ("detenuti", &["coppia-e-famiglia"]),
    ("momento difficile", &["coppia-e-famiglia"]),
    ("spazi per sport", &["comunita"]),
];

/// The topics of these texts, each once, in the order of the taxonomy.
pub(super) fn topics<'a>(texts: impl Iterator<Item = &'a str>) -> Result<Vec<Topic>> {
    let mut found: Vec<Topic> = Vec::new();
    for text in texts {
        let text = [" ", &fold(text)].concat();
        for (beginning, codes) in TABLE {
            if text.contains(&*[" ", beginning].concat()) {
                for code in *codes {
                    found.push(super::parse(code)?);
                }
            }
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        let topics = topics([text].into_iter()).expect("every code of the table exists");
        topics.into_iter().map(Topic::code).collect()
    }

    #[test]
    fn every_row_is_folded_and_names_topics_that_exist() {
        for (beginning, _) in TABLE {
            assert_eq!(*beginning, fold(beginning));
            assert!(!codes(beginning).is_empty());
        }
    }

    #[test]
    fn words_give_topics() {
        assert_eq!(
            codes("Spazio sibling (fratelli e sorelle di persone disabili)"),
            ["disabilita"]
        );
        assert_eq!(codes("Incontri per neo-papà, individuali o di gruppo"), ["neo-papa"]);
        assert_eq!(
            codes("Affido, adozione, accoglienza e affiancamento tra famiglie"),
            ["affido", "adozione", "affiancamento"]
        );
        assert!(codes("Siblings: tavoli di lavoro").iter().all(|code| *code != "lavoro"));
        assert!(codes("Sede distaccata").is_empty());
    }
}
