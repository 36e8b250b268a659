"""Die Fläche der Vergleichsbilder: wo Namen Platz finden."""

from sozialmonitor.diagramme import punktflaeche


def test_namen_ueberdecken_einander_nicht():
    flaeche = punktflaeche.Flaeche((0, 100), (0, 100), 680, 400)
    stellen = [flaeche.stelle(x, y) for x, y in ((50, 50), (51, 50), (52, 50), (99, 50), (50, 53))]
    schilder = punktflaeche._schilder(
        stellen, ["Neuforweiler"] * 5, [False] * 4 + [True], flaeche, 13
    )
    assert schilder[4] is not None, "Auffällige Gebiete bekommen zuerst einen Namen"
    assert schilder[3].ausrichtung == "right", "Am Rand steht der Name innen"
    assert None in schilder, "Wo kein Platz ist, steht kein Name"


def test_namen_weichen_dem_wasserzeichen():
    flaeche = punktflaeche.Flaeche((0, 100), (0, 100), 680, 400, demo=True)
    stellen = [flaeche.stelle(65, 4)]
    [ohne] = punktflaeche._schilder(stellen, ["Ort"], [True], flaeche._replace(demo=False), 13)
    [mit] = punktflaeche._schilder(stellen, ["Ort"], [True], flaeche, 13)
    assert ohne.ausrichtung == "left", "Ohne Wasserzeichen steht der Name rechts vom Punkt"
    assert mit.ausrichtung == "right"
