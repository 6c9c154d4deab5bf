//! The gazetteer against the comuni that the project carries.

use std::sync::LazyLock;

use super::*;

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::parse(ITALY));

fn names(found: Vec<&Comune>) -> Vec<&str> {
    found.into_iter().map(|comune| comune.name.as_str()).collect()
}

fn code(text: &str) -> ComuneCode {
    text.parse().expect("six digits")
}

#[test]
fn all_of_italy_is_there() {
    assert_eq!(GAZETTEER.comuni().len(), 7896);
    assert!(GAZETTEER.comuni().windows(2).all(|pair| pair[0].code < pair[1].code));
    for comune in GAZETTEER.comuni() {
        assert!((35_000_000..47_200_000).contains(&comune.lat.0), "{}", comune.name);
        assert!((6_500_000..18_600_000).contains(&comune.lon.0), "{}", comune.name);
        assert_eq!(comune.province.len(), 2, "{}", comune.name);
        assert!(comune.postal_codes.is_sorted(), "{}", comune.name);
    }
    let residents: u64 = GAZETTEER
        .comuni()
        .iter()
        .map(|comune| u64::from(comune.population))
        .sum();
    assert_eq!(residents, 58_839_402);
}

#[test]
fn a_comune_comes_back_whole() {
    let senago = GAZETTEER.by_code(&code("015206")).expect("Senago");
    assert_eq!((senago.name.as_str(), senago.province.as_str()), ("Senago", "MI"));
    assert_eq!(
        (senago.lat.0, senago.lon.0, senago.population),
        (45_575_600, 9_126_200, 21_372)
    );
    assert_eq!(senago.postal_codes, ["20030".parse().expect("five digits")]);
    let milano = GAZETTEER.by_code(&code("015146")).expect("Milano");
    assert_eq!(milano.postal_codes.len(), 38);
    assert_eq!(milano.postal_codes[37].as_str(), "20162");
    assert_eq!(
        GAZETTEER.by_code(&code("058091")).expect("Roma").postal_codes[0].as_str(),
        "00118"
    );
}

#[test]
fn a_postal_code_names_its_comuni() {
    let by = |text: &str| names(GAZETTEER.by_postal_code(&text.parse().expect("five digits")));
    assert_eq!(by("20030")[0], "Senago");
    assert_eq!(by("70126"), ["Bari"]);
    assert!(by("99999").is_empty());
    assert_eq!(names(GAZETTEER.complete("46019", 5))[0], "Viadana");
    assert!(GAZETTEER.complete("4", 5).is_empty());
}

#[test]
fn the_beginning_of_a_name_is_enough() {
    assert_eq!(names(GAZETTEER.complete("mila", 1)), ["Milano"]);
    assert_eq!(names(GAZETTEER.complete("SENA", 3))[0], "Senago");
    assert_eq!(names(GAZETTEER.complete("garbagnate m", 1)), ["Garbagnate Milanese"]);
    assert!(names(GAZETTEER.complete("milanese", 20)).contains(&"Garbagnate Milanese"));
    assert_eq!(names(GAZETTEER.complete("bozen", 1)), ["Bolzano/Bozen"]);
    assert_eq!(names(GAZETTEER.complete("sant angelo l", 1)), ["Sant'Angelo Lodigiano"]);
    assert_eq!(GAZETTEER.complete("san", 7).len(), 7);
    for nothing in ["", " ", "zzz", "\n", "'"] {
        assert!(GAZETTEER.complete(nothing, 5).is_empty());
    }
}

#[test]
fn a_name_is_found_whatever_its_writing() {
    for (written, code) in [
        ("cremona", "019036"),
        ("FORLI", "040012"),
        ("Duino-Aurisina", "032001"),
        ("devin nabrezina", "032001"),
        ("Brixen", "021011"),
        ("Livo CO", "013130"),
        ("Livo (TN)", "022106"),
        ("Bari", "072006"),
    ] {
        assert_eq!(
            GAZETTEER.find(written).map(|comune| comune.code.as_str()),
            Some(code),
            "{written}"
        );
    }
    assert_eq!(GAZETTEER.find("Cremon"), None);
    assert_eq!(GAZETTEER.find(""), None);
}

#[test]
fn the_nearest_comune_is_named() {
    let there = Point::new(45_575_000, 9_120_000).expect("on the globe");
    assert_eq!(
        GAZETTEER.nearest(there).map(|comune| comune.name.as_str()),
        Some("Senago")
    );
}

#[test]
fn patron_days_are_known_only_where_they_are_facts() {
    for (code_text, month, day) in [("019036", 11, 13), ("012133", 5, 8), ("072006", 12, 6)] {
        let patron = GAZETTEER
            .by_code(&code(code_text))
            .and_then(|comune| comune.patron.as_ref());
        assert_eq!(patron.map(|patron| (patron.month, patron.day)), Some((month, day)));
    }
    assert_eq!(
        GAZETTEER
            .by_code(&code("015206"))
            .and_then(|comune| comune.patron.as_ref()),
        None
    );
}

#[test]
fn what_is_no_gazetteer_gives_an_empty_one() {
    for text in [
        "",
        "<html><body>Benvenuto nel Wi-Fi</body></html>",
        "=x y\na|b",
        "=1\n",
        "*1 2",
        "=099 XX\n",
    ] {
        let gazetteer = Gazetteer::parse(text);
        assert!(gazetteer.comuni().len() <= 2, "{text}");
        assert_eq!(gazetteer.find("Cremona"), None);
    }
}

#[test]
fn everyday_forms_of_names_are_understood() {
    for (typed, name) in [
        ("Reggio Emilia", "Reggio nell'Emilia"),
        ("Reggio Calabria", "Reggio di Calabria"),
        ("S. Donato Milanese", "San Donato Milanese"),
        ("Sesto S. Giovanni", "Sesto San Giovanni"),
        ("Cernusco s/N", "Cernusco sul Naviglio"),
        ("Bolzano/Bozen", "Bolzano/Bozen"),
        ("Bregano", "Bardello con Malgesso e Bregano"),
        ("Tonengo", "Moransengo-Tonengo"),
        ("Ronago", "Uggiate con Ronago"),
        ("Alano di Piave", "Setteville"),
        ("Gambugliano", "Sovizzo"),
        ("Monteciccardo", "Pesaro"),
    ] {
        assert_eq!(
            GAZETTEER.find(typed).map(|comune| comune.name.as_str()),
            Some(name),
            "{typed}"
        );
    }
    for nobody in ["S. M.", "x y", "Paese che non c'è", "di"] {
        assert_eq!(GAZETTEER.find(nobody), None, "{nobody}");
    }
}

#[test]
fn the_comuni_are_those_of_2024_with_their_postal_codes() {
    assert!(GAZETTEER.comuni().iter().all(|comune| !comune.postal_codes.is_empty()));
    let cagliari = GAZETTEER.find("Cagliari").expect("it is there");
    assert!(
        cagliari
            .postal_codes
            .iter()
            .any(|code| code.as_str().starts_with("091"))
    );
    // The town, not the middle of an area of 102 km².
    let viadana = GAZETTEER.find("Viadana").expect("it is there").point();
    let town = Point::new(44_928_000, 10_520_000).expect("a point");
    assert!(viadana.metres_to(town) < 1500);
}
