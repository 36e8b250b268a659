"""Texte der Kommune aus ihrem Ordner: nur die eines Dokuments, Unlesbares als Mangel."""

from sozialmonitor.laden.textbloecke import dateiname, lies_logo, lies_textbloecke


def test_liest_nur_markdown_des_dokuments(tmp_path):
    ordner = tmp_path / "texte" / "stadtblatt"
    ordner.mkdir(parents=True)
    (ordner / "einleitung.md").write_text("Grüße", encoding="utf-8")
    (ordner / "notiz.txt").write_text("nicht", encoding="utf-8")
    (tmp_path / "texte" / "sozialbericht").mkdir()
    assert lies_textbloecke(tmp_path, "stadtblatt") == ({"einleitung": "Grüße"}, [])
    assert lies_textbloecke(tmp_path, "sozialbericht") == ({}, [])


def test_ohne_ordner_leer(tmp_path):
    assert lies_textbloecke(tmp_path, "stadtblatt") == ({}, [])


def test_unlesbares_fehlt_und_ist_ein_mangel(tmp_path):
    ordner = tmp_path / "texte" / "stadtblatt"
    ordner.mkdir(parents=True)
    (ordner / "einleitung.md").write_bytes(b"eins\n\xff")
    (ordner / "schluss.md").write_text("da", encoding="utf-8")
    texte, (mangel,) = lies_textbloecke(tmp_path, "stadtblatt")
    assert texte == {"schluss": "da"}
    assert (mangel.datei, mangel.ort) == ("einleitung.md", "Zeile 2")


def test_dateiname_nennt_den_ort_der_stelle():
    assert dateiname("stadtblatt", "einleitung") == "texte/stadtblatt/einleitung.md"


def test_logo_ist_die_datei_im_ordner_der_texte(tmp_path):
    assert lies_logo(tmp_path) == (b"", [])
    (tmp_path / "texte").mkdir()
    (tmp_path / "texte" / "logo.jpg").write_bytes(b"bild")
    assert lies_logo(tmp_path) == (b"bild", [])
    (tmp_path / "texte" / "logo.png").write_bytes(b"anderes")
    assert lies_logo(tmp_path) == (b"anderes", [])


def test_zu_grosses_logo_fehlt_und_ist_ein_mangel(tmp_path):
    (tmp_path / "texte").mkdir()
    (tmp_path / "texte" / "logo.png").write_bytes(bytes(2_000_001))
    inhalt, (mangel,) = lies_logo(tmp_path)
    assert inhalt == b""
    assert mangel.datei == "texte/logo.png"
    (tmp_path / "texte" / "logo.png").write_bytes(bytes(2_000_000))
    assert lies_logo(tmp_path)[1] == []
