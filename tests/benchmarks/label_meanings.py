"""What the labels of eight benchmark sets mean, as who labels them might write it.

Written in one go by somebody who knew what the sets are about, as people know it of their own
texts, and not changed after anything was measured: how well other words would do is not known.
"""

from __future__ import annotations

MEANINGS: dict[str, dict[str, str]] = {
    "trec": {
        "Entity": (
            "Asks for a thing: an animal, a plant, a colour, food, a product, a language, a "
            "sport, a word, a book or another creation."
        ),
        "Human": "Asks who: a person, a group, a company, or a title of somebody.",
        "Description": (
            "Asks for a description, a definition, a reason or a manner: what something is "
            "or means, why, how something is done."
        ),
        "Number": (
            "Asks for a number: how many, how much, how long, how far, what date or year, "
            "what age, price, distance, speed or percentage."
        ),
        "Location": "Asks where: a city, a country, a state, a mountain, a river or another place.",
        "Abbreviation": (
            "Asks what an abbreviation stands for, or for the abbreviation or acronym of something."
        ),
    },
    "sms_spam": {
        "ham": (
            "A message from a friend, the family or a colleague: everyday talk, plans, feelings."
        ),
        "spam": (
            "Advertising or fraud: prizes, free offers, ringtones, call this number now, "
            "text to win, claim cash, subscription."
        ),
    },
    "subj": {
        "subjective": (
            "A reviewer's opinion of a film: judging its story, actors, humour, whether it "
            "is good, bad, moving or boring."
        ),
        "objective": (
            "Tells the plot of a film as facts: what the characters do and what happens to them."
        ),
    },
    "emotion": {
        "joy": "The writer feels happy, glad, content, proud, excited, thankful or relaxed.",
        "sadness": (
            "The writer feels sad, lonely, depressed, hurt, guilty, miserable or disappointed."
        ),
        "anger": (
            "The writer feels angry, annoyed, irritated, jealous, bitter, frustrated or furious."
        ),
        "fear": (
            "The writer feels afraid, scared, anxious, nervous, worried, terrified or insecure."
        ),
        "love": (
            "The writer feels love, affection, longing, tenderness, passion, caring for somebody."
        ),
        "surprise": (
            "The writer feels surprised, amazed, astonished, shocked, curious, overwhelmed "
            "or impressed."
        ),
    },
    "imdb_small": {
        "positive": (
            "The reviewer liked the film: great, wonderful, excellent, beautiful, funny, "
            "recommended, a favourite."
        ),
        "negative": (
            "The reviewer disliked the film: bad, boring, terrible, awful, waste of time, "
            "poor acting, worst, disappointing."
        ),
    },
    "gnad10_de": {
        "Panorama": "Unglücke, Verbrechen, Gericht, Polizei, Wetter, Katastrophen und Vermischtes.",
        "Web": (
            "Internet, Computer, Software, Smartphones, Google, Facebook, Apple, "
            "Netzpolitik, Spiele."
        ),
        "International": (
            "Politik und Kriege im Ausland: USA, Syrien, Russland, Türkei, EU, Flüchtlinge, "
            "Präsident, Regierung."
        ),
        "Wirtschaft": (
            "Unternehmen, Banken, Börse, Aktien, Konzern, Arbeitsmarkt, Steuern, Euro, "
            "Milliarden, Umsatz."
        ),
        "Sport": (
            "Fußball, Skifahren, Tennis und andere Sportarten: Spiele, Tore, Trainer, "
            "Siege, Liga, Weltmeisterschaft."
        ),
        "Inland": (
            "Österreichische Politik: Regierung, Parteien, SPÖ, ÖVP, FPÖ, Wahlen, Minister, "
            "Parlament."
        ),
        "Etat": "Medien: Fernsehen, ORF, Zeitungen, Journalisten, Werbung, Sender, Quoten.",
        "Wissenschaft": (
            "Forschung: Forscher, Studie, Universität, Physik, Medizin, Archäologie, "
            "Weltraum, Tiere."
        ),
        "Kultur": (
            "Theater, Musik, Film, Literatur, Kunst, Museum, Ausstellung, Festival, Konzert."
        ),
    },
    "sib200_deu": {
        "science/technology": (
            "Wissenschaft und Technik: Forschung, Wissenschaftler, Physik, Computer, "
            "Erfindungen, Weltraum, Tiere und Biologie."
        ),
        "travel": (
            "Reisen: Touristen, Hotels, Flüge, Sehenswürdigkeiten, Visum, Tipps für "
            "Besucher, Kreuzfahrten."
        ),
        "politics": (
            "Politik: Regierung, Präsident, Wahlen, Parteien, Gesetze, Krieg, "
            "Verhandlungen, Polizei."
        ),
        "sports": "Sport: Fußball, Spiele, Mannschaften, Spieler, Olympia, Rennen, Sieg, Turnier.",
        "health": (
            "Gesundheit: Krankheiten, Ärzte, Krankenhaus, Patienten, Impfung, Medikamente, Virus."
        ),
        "entertainment": (
            "Unterhaltung: Musik, Filme, Fernsehen, Schauspieler, Sänger, Konzerte, "
            "Festivals, Kunst."
        ),
        "geography": (
            "Geographie: Länder, Städte, Inseln, Berge, Flüsse, Klima, Bevölkerung, Küste."
        ),
    },
    "sib200_fra": {
        "science/technology": (
            "Science et technologie : recherche, scientifiques, physique, ordinateurs, "
            "inventions, espace, animaux et biologie."
        ),
        "travel": (
            "Voyages : touristes, hôtels, vols, sites à visiter, visa, conseils aux "
            "voyageurs, croisières."
        ),
        "politics": (
            "Politique : gouvernement, président, élections, partis, lois, guerre, "
            "négociations, police."
        ),
        "sports": (
            "Sports : football, matchs, équipes, joueurs, Jeux olympiques, courses, "
            "victoire, tournoi."
        ),
        "health": (
            "Santé : maladies, médecins, hôpital, patients, vaccination, médicaments, virus."
        ),
        "entertainment": (
            "Divertissement : musique, films, télévision, acteurs, chanteurs, concerts, "
            "festivals, art."
        ),
        "geography": (
            "Géographie : pays, villes, îles, montagnes, fleuves, climat, population, côte."
        ),
    },
}
