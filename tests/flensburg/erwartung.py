"""Von Hand gerechnete Erwartungen für Flensburg; jede Zahl steht so in den Rohtabellen.

Tabellen: (1) residents_by_district, (2) age_groups_by_district, (3) age_groups_of_residents,
(4) children_age_under_18_by_district, (5) residents_age_18_to_under_65_by_district,
(6) residents_age_65_and_above_by_district, (7) age_ratio_by_district, (8) births_by_district,
(9) migration_background_by_district, (10) employed_with_pension_insurance_by_district,
(11) unemployed_residents_by_district, (12) unemployed_residents_categorized_by_district,
(13) beneficiaries_by_district, (14) beneficiaries_characteristics_by_district,
(15) basic_benefits_income_by_district, (16) beneficiaries_age_15_to_under_65_by_district,
(17) housing_benefit_by_district, (18) risk_homelessness_by_district,
(19) housing_assistance_cases_by_district, (20) child_education_support.
"""

from typing import NamedTuple

STADT = "01001000"
NICHT_ZUORDENBAR = "0100199"
ALTSTADT, NEUSTADT, NORDSTADT = "0100101", "0100102", "0100103"
SANDBERG, MUERWIK, ENGELSBY, TARUP = "0100108", "0100111", "0100112", "0100113"

LUECKENJAHRE = ("2013", "2014", "2015", "2016")
# ½ · Σ |Ausländer_i / 16.621 - Übrige_i / 81.256| über die 13 Stadtteile (Tabellen 1 und 9)
DISSIMILARITAET_AUSLAENDER_2021 = 0.25031


class Erwartung(NamedTuple):
    """Ein Wert (`None` bei Zähler und Nenner: nicht geprüft; beim Wert: es gibt keinen)."""

    indikator: str
    gebiet: str
    stichtag: str
    zaehler: float | None
    nenner: float | None
    wert: float | None
    zustand: str
    zeichen: str = ""


WERTE = [
    # 17,28 %: 2.164 / (2.164 + 2.349 + 2.722 + 3.348 + 1.494 + 448 = 12.525), (2)
    Erwartung("anteil_unter_18", NORDSTADT, "2021", 2164, 12525, 17.27745, "wert"),
    # 13.401 / (13.401 + 17.944 + 17.376 + 23.067 + 13.144 + 4.581 = 89.513), (3)
    Erwartung("anteil_unter_18", STADT, "2011", 13401, 89513, 14.97101, "wert"),
    # 2012 fehlt (1): 283 / (283 + 2.621 + 382 = 3.286), (4) (5) (6)
    Erwartung("anteil_unter_18", ALTSTADT, "2012", 283, 3286, 8.61229, "wert"),
    # 356 / (356 + 3.032 + 419 = 3.807); (1) nennt 3.815, daher nicht 9,33 %
    Erwartung("anteil_unter_18", ALTSTADT, "2018", 356, 3807, 9.35120, "wert"),
    # (2.772 + 1.609 = 4.381) / (2.383 + 1.950 + 2.680 + 3.956 + 2.772 + 1.609 = 15.350), (2)
    Erwartung("anteil_ab_65", MUERWIK, "2022", 4381, 15350, 28.54072, "wert"),
    # Rechnung: 1.609 / 15.350, (2)
    Erwartung("anteil_ab_80", MUERWIK, "2022", 1609, 15350, 10.48208, "wert"),
    # 2.225 / (657 + 4.983 + 1.062 = 6.702), (2)
    Erwartung("anteil_18_unter_30", SANDBERG, "2021", 2225, 6702, 33.19905, "wert"),
    # Stadtwert aus (3), obwohl kein Stadtteil einen hat: 19.992 / 96.187
    Erwartung("anteil_18_unter_30", STADT, "2018", 19992, 96187, 20.78451, "wert"),
    # Veröffentlichte Zahl aus (1)
    Erwartung("einwohner", ALTSTADT, "2018", None, None, 3815, "wert"),
    # 14.947 + 19.330 + 19.457 + 24.785 + 12.885 + 6.478, (3); die 13 Stadtteile ergeben 97.877
    Erwartung("einwohner", STADT, "2021", None, None, 97882, "wert"),
    # Rechnung: 370 / 3.889, (6) (5)
    Erwartung("altenquotient_18_64", NEUSTADT, "2022", 370, 3889, 9.51401, "wert"),
    # Veröffentlichte Quoten aus (7), (10), (16)
    Erwartung("altenquotient", MUERWIK, "2021", None, None, 52.8, "wert"),
    Erwartung("beschaeftigungsquote", ALTSTADT, "2022", None, None, 54.0, "wert"),
    Erwartung("mindestsicherungsquote", NEUSTADT, "2021", None, None, 27.0, "wert"),
    # 1.000 · 76 / 7.536, (8) (1)
    Erwartung("geburtenrate", ENGELSBY, "2021", 76, 7536, 10.08493, "wert"),
    # Summe der vertauschten Stadtteile: 29+53+61+41+56+119+46+122+39+45+32+53+78 = 774, (8) (3)
    Erwartung("geburtenrate", STADT, "2011", 774, 89513, 8.64679, "wert"),
    # 30+54+119+66+53+53+49+54+68+55+119+60+50 = 830; 15.295+19.406+20.036+25.121+12.930+6.553
    Erwartung("geburtenrate", STADT, "2022", 830, 99341, 8.35506, "wert"),
    # Rechnung: 1.922 / 5.052, (9) (1)
    Erwartung("auslaenderanteil", NEUSTADT, "2022", 1922, 5052, 38.04434, "wert"),
    # 999+1.748+4.109+1.158+907+933+919+1.117+1.273+645+1.623+946+244 = 16.621, (9) (3)
    Erwartung("auslaenderanteil", STADT, "2021", 16621, 97882, 16.98065, "wert"),
    # (4.109 + 1.673 = 5.782) / 12.525, (9) (1)
    Erwartung("anteil_migrationshintergrund", NORDSTADT, "2021", 5782, 12525, 46.16367, "wert"),
    # Rechnung: 1.707 / 3.108, (10) (5)
    Erwartung("beschaeftigtenquotient", ALTSTADT, "2022", 1707, 3108, 54.92278, "wert"),
    # Rechnung: 727 / 8.434, (11) (5)
    Erwartung("arbeitslosenanteil", NORDSTADT, "2022", 727, 8434, 8.61987, "wert"),
    # 13 Stadtteile 4.403 + nicht zuordenbar 37 = 4.440, (12); 19.330 + 19.457 + 24.785, (3)
    Erwartung("arbeitslosenanteil", STADT, "2021", 4440, 63572, 6.98421, "wert"),
    # Vor 2021 nennt die Quelle nichts nicht Zuordenbares: 5.018 / (19.237 + 18.869 + 24.674)
    Erwartung("arbeitslosenanteil", STADT, "2020", 5018, 62780, 7.99299, "wert"),
    # 2.170 / (2.164 + 8.419 = 10.583), (13) (4) (5)
    Erwartung("sgb2_quote", NORDSTADT, "2021", 2170, 10583, 20.50458, "wert"),
    # 11.152 + nicht zuordenbar (53 + 4 = 57, (14)) = 11.209; 14.947 + 63.572 = 78.519
    Erwartung("sgb2_quote", STADT, "2021", 11209, 78519, 14.27553, "wert"),
    # Rechnung: 279 / 1.014, (14) (13)
    Erwartung("sgb2_anteil_nicht_erwerbsfaehige", NEUSTADT, "2022", 279, 1014, 27.51479, "wert"),
    # (2.755 + 11 = 2.766) / (9.931 + 80 = 10.011), (14) (13)
    Erwartung("sgb2_anteil_nicht_erwerbsfaehige", STADT, "2022", 2766, 10011, 27.62961, "wert"),
    # Rechnung: 248 / 1.942, (15) (6)
    Erwartung("sgb12_ab_65_quote", NORDSTADT, "2021", 248, 1942, 12.77034, "wert"),
    # 1.225 + nicht zuordenbar 66 = 1.291, (15); 12.885 + 6.478 = 19.363, (3)
    Erwartung("sgb12_ab_65_quote", STADT, "2021", 1291, 19363, 6.66736, "wert"),
    # Rechnung: 759 / 15.350, (17) (1)
    Erwartung("wohngeld_anteil", MUERWIK, "2022", 759, 15350, 4.94463, "wert"),
    # 121+272+717+327+322+305+257+261+359+492+759+377+154 = 4.723, (17) (3)
    Erwartung("wohngeld_anteil", STADT, "2022", 4723, 99341, 4.75433, "wert"),
    # 1.000 · 15 / 12.525, (18) (1)
    Erwartung("wohnungsnotfaelle_rate", NORDSTADT, "2021", 15, 12525, 1.19760, "wert"),
    # 2020 sind alle 13 veröffentlicht: 11+20+21+9+15+6+16+14+15+8+21+11+4 = 171; 96.731
    Erwartung("wohnungsnotfaelle_rate", STADT, "2020", 171, 96731, 1.76779, "wert"),
    # Genau am Mindestnenner: 10 / 20, (19)
    Erwartung("raeumungsanteil", NORDSTADT, "2021", 10, 20, 50.0, "wert"),
    # 1.000 · 168 / 14.947, (20) (3)
    Erwartung("heimerziehung_rate", STADT, "2021", 168, 14947, 11.23971, "wert"),
]

LUECKEN = [
    # Die Quelle hat für 2013 bis 2016 keine Zeilen.
    Erwartung("einwohner", NORDSTADT, "2014", None, None, None, "fehlt"),
    Erwartung("anteil_unter_18", STADT, "2015", None, None, None, "fehlt"),
    # Die sechs Altersgruppen gibt es je Stadtteil erst ab 2021, (2).
    Erwartung("anteil_18_unter_30", SANDBERG, "2018", None, None, None, "fehlt"),
    # Leere Zelle in (18) und (19): nicht veröffentlicht; die Stadtsumme ist dann unbekannt.
    Erwartung("wohnungsnotfaelle_rate", ALTSTADT, "2021", None, None, None, "fehlt", "."),
    Erwartung("wohnungsnotfaelle_rate", STADT, "2021", None, None, None, "fehlt", "."),
    Erwartung("wohnungsnotfaelle_rate", STADT, "2017", None, None, None, "fehlt", "."),
    Erwartung("raeumungsanteil", TARUP, "2022", None, None, None, "fehlt", "."),
    # Quote ohne Stadtteil in (16) leer; Fälle ohne Stadtteil haben keine Bevölkerung.
    Erwartung("mindestsicherungsquote", NICHT_ZUORDENBAR, "2021", None, None, None, "fehlt", "."),
    Erwartung("arbeitslosenanteil", NICHT_ZUORDENBAR, "2021", 37, None, None, "fehlt"),
    # Messwerte werden nie zur Stadt summiert.
    Erwartung("altenquotient", STADT, "2021", None, None, None, "fehlt"),
    # Nur für die Stadt veröffentlicht.
    Erwartung("heimerziehung_rate", NORDSTADT, "2021", None, None, None, "fehlt"),
    # Offenkundige Fehler der Quelle: als zu unsicher gekennzeichnet.
    Erwartung("geburtenrate", ALTSTADT, "2011", None, None, None, "fehlt", "/"),
    Erwartung("wohngeld_anteil", NORDSTADT, "2018", None, None, None, "fehlt", "/"),
    Erwartung("wohngeld_anteil", STADT, "2018", None, None, None, "fehlt", "/"),
    # 5 von 9 Räumungen: unter dem Mindestnenner von 20, (19)
    Erwartung("raeumungsanteil", NEUSTADT, "2021", 5, 9, None, "zu_wenige"),
]

ERWARTUNGEN = WERTE + LUECKEN
