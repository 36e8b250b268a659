/* Rahmen um Streamlit, vor dessen eigenem Skript geladen. Fünf Aufgaben:
   1. Verbindung: Streamlit erfährt seine Adresse, statt sie zu erraten.
   2. Verlauf: ein Eintrag je Seitenwechsel, damit „Zurück“ den verlassenen Stand zeigt.
   3. Sprache: Streamlits englische Bedientexte werden deutsch.
   4. Namen: eingebettete Rahmen heißen, Schmuckbilder schweigen für Vorleseprogramme.
   5. Anmeldung: Wer sich anmeldet, kommt dorthin zurück, wo er war. */
"use strict";

/* 1. Verbindung --------------------------------------------------------------------------
   Auf einer Seite wie /karte fragt Streamlit sonst erst unter /karte/_stcore nach dem Server und
   wartet die Absage ab. Nachrichten fremder Fenster nimmt die Anwendung nie an. */
window.__streamlit = {
  BACKEND_BASE_URL: new URL("../../../", document.currentScript.src).href,
  HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
};

/* 5. Anmeldung ---------------------------------------------------------------------------
   Nach der Anmeldung führt Streamlit immer zur Startseite. Beim Klick auf „Anmelden“ merkt sich
   dieses Fenster, wo der Leser war; die nächste Startseite innerhalb von zehn Minuten führt
   einmal dorthin zurück. Gemerkt und geprüft wird nur ein Pfad dieser Anwendung. */
(function anmeldung() {
  const MERKER = "sm-vor-der-anmeldung";
  const FRIST = 10 * 60 * 1000;
  const WURZEL = new URL(window.__streamlit.BACKEND_BASE_URL).pathname;

  const ziel = (text) => {
    try {
      const { adresse, zeit } = JSON.parse(text);
      const alter = Date.now() - zeit;
      const url = new URL(adresse, location.origin);
      const hier = url.origin === location.origin && url.pathname.startsWith(WURZEL);
      return hier && alter >= 0 && alter <= FRIST ? url.pathname + url.search : null;
    } catch {
      return null;
    }
  };

  try {
    const gemerkt = sessionStorage.getItem(MERKER);
    sessionStorage.removeItem(MERKER);
    const zurueck = gemerkt && location.pathname === WURZEL && !location.search && ziel(gemerkt);
    if (zurueck) history.replaceState(null, "", zurueck);
  } catch {
    // Ohne Speicher (streng eingestellter Browser) beginnt der Leser auf der Startseite.
  }

  document.addEventListener(
    "click",
    (ereignis) => {
      if (!ereignis.target.closest?.(".st-key-anmelden button")) return;
      const adresse = location.pathname + location.search;
      try {
        sessionStorage.setItem(MERKER, JSON.stringify({ adresse, zeit: Date.now() }));
      } catch {
        // wie oben
      }
    },
    true,
  );
})();

/* 2. Verlauf -----------------------------------------------------------------------------
   Beim Seitenwechsel schreibt Streamlit mehrere Einträge: erst die alte Seite ohne Parameter,
   dann die neue, dann je Parameter noch einen. „Zurück“ landet dadurch auf Zwischenständen.
   Hier gilt: gleicher Pfad ersetzt den Eintrag; ein neuer Pfad legt genau einen an, und der
   verlassene behält die Adresse, die vor der Handlung des Lesers galt. */
(function verlauf() {
  const haengeAn = history.pushState.bind(history);
  const ersetze = history.replaceState.bind(history);
  let ruhend = location.href;
  // Gilt, bis es weitergegangen ist oder der Leser selbst etwas tut.
  let weiter = new URL(ruhend).searchParams.has("ansicht");

  const merke = () => {
    ruhend = location.href;
  };
  const merke_handlung = () => {
    merke();
    weiter = false;
  };
  const pfad = (adresse) => new URL(adresse, location.href).pathname;

  history.pushState = function pushState(zustand, titel, adresse) {
    if (adresse === undefined || adresse === null) {
      haengeAn(zustand, titel, adresse);
      return;
    }
    if (pfad(adresse) === location.pathname) {
      ersetze(zustand, titel, adresse);
      return;
    }
    // Von einer gespeicherten Ansicht (?ansicht=…) geht es sofort weiter; „Zurück“ bliebe hängen.
    if (weiter) {
      weiter = false;
      ersetze(zustand, titel, adresse);
      ruhend = location.href;
      return;
    }
    if (pfad(ruhend) === location.pathname && ruhend !== location.href) {
      ersetze(history.state, titel, ruhend);
    }
    haengeAn(zustand, titel, adresse);
  };

  for (const ereignis of ["click", "keydown"]) {
    document.addEventListener(ereignis, merke_handlung, true);
  }
  window.addEventListener("popstate", merke_handlung, true);

  const zustand = "data-test-script-state";
  new MutationObserver((aenderungen) => {
    const fertig = aenderungen.some(
      (a) =>
        a.oldValue !== null &&
        a.oldValue !== "notRunning" &&
        a.target.getAttribute(zustand) === "notRunning",
    );
    if (fertig) merke();
  }).observe(document, {
    subtree: true,
    attributes: true,
    attributeOldValue: true,
    attributeFilter: [zustand],
  });
})();

/* 3. Sprache ------------------------------------------------------------------------------ */
(function sprache() {
  const TEXTE = {
    // Rahmen der Seite
    "Skip to main content": "Zum Inhalt springen",
    "Main menu": "Hauptmenü",
    "App pages": "Seiten",
    Sidebar: "Seitenleiste",
    "Collapse sidebar": "Seitenleiste einklappen",
    "Expand sidebar": "Seitenleiste ausklappen",
    "Navigate to home page": "Zur Startseite",
    "Link to heading": "Verweis auf diese Überschrift",
    "View less": "Weniger anzeigen",
    "Scroll tabs left": "Reiter nach links",
    "Scroll tabs right": "Reiter nach rechts",
    Notifications: "Meldungen",
    // Menü
    Print: "Drucken",
    "Record screen": "Bildschirm aufzeichnen",
    "Record a screencast": "Bildschirm aufzeichnen",
    Settings: "Einstellungen",
    About: "Über",
    "Get help": "Hilfe",
    "Report a bug": "Fehler melden",
    Rerun: "Neu berechnen",
    "Clear cache": "Zwischenspeicher leeren",
    Deploy: "Veröffentlichen",
    Theme: "Darstellung",
    System: "System",
    Light: "Hell",
    Dark: "Dunkel",
    "Always rerun": "Immer neu berechnen",
    "Auto rerun": "Selbsttätig neu berechnen",
    // Zustand
    "Running...": "Wird berechnet …",
    "Stopping...": "Wird angehalten …",
    "Loading...": "Wird geladen …",
    "Please wait...": "Bitte warten …",
    "Uploading...": "Wird hochgeladen …",
    Stop: "Anhalten",
    "Stop script": "Berechnung anhalten",
    Connecting: "Verbindung wird aufgebaut",
    "Connecting to Streamlit server": "Verbindung zum Server wird aufgebaut",
    "Connection error": "Verbindung unterbrochen",
    "Connection timed out.": "Der Server hat nicht rechtzeitig geantwortet.",
    "Streamlit server is not responding. Are you connected to the internet?":
      "Der Server antwortet nicht. Besteht eine Verbindung zum Netz? " +
      "Die Seite verbindet sich von selbst wieder.",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
      "Läuft der Server noch? Wurde er versehentlich beendet, starten Sie ihn neu:",
    "Connection lost. Please wait for the app to reconnect, then try again.":
      "Die Verbindung ist unterbrochen. Bitte warten, bis sie wieder steht, und erneut versuchen.",
    "Network Error": "Netzfehler",
    "Page not found": "Seite nicht gefunden",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "Die gewünschte Seite gibt es nicht. Stattdessen erscheint die Startseite.",
    "Script execution error": "Fehler beim Berechnen der Seite",
    "Bad message format": "Unverständliche Nachricht vom Server",
    "Unknown error": "Unbekannter Fehler",
    "Unknown Error": "Unbekannter Fehler",
    "An error has occurred, please try again.": "Es ist ein Fehler aufgetreten. Bitte erneut versuchen.",
    "Traceback:": "Ablauf:",
    "Try again": "Erneut versuchen",
    "Learn more": "Mehr erfahren",
    // Werkzeuge an Bildern und Tabellen
    Fullscreen: "Vollbild",
    "Close fullscreen": "Vollbild beenden",
    "Show data": "Daten zeigen",
    "Show chart": "Diagramm zeigen",
    "Download as PNG": "Als PNG herunterladen",
    "Download as SVG": "Als SVG herunterladen",
    "Download as CSV": "Als CSV herunterladen",
    "Save as PNG": "Als PNG speichern",
    "Save as SVG": "Als SVG speichern",
    "View Source": "Beschreibung ansehen",
    "Copy Vega-Lite spec": "Beschreibung des Diagramms kopieren",
    "Download failed": "Herunterladen fehlgeschlagen",
    "Failed to generate file for download":
      "Die Datei ließ sich nicht erzeugen. Bitte erneut versuchen.",
    Copy: "Kopieren",
    Copied: "Kopiert",
    "Copied!": "Kopiert",
    "Copy to clipboard": "In die Zwischenablage kopieren",
    Close: "Schließen",
    Cancel: "Abbrechen",
    // Tabelle
    Search: "Suchen",
    "Type to search": "Suchbegriff eingeben",
    "Close Search": "Suche schließen",
    "Next Result": "Nächster Treffer",
    "Previous Result": "Voriger Treffer",
    "Show/hide columns": "Spalten wählen",
    "Dataframe column menu": "Menü der Spalte",
    "Sort ascending": "Aufsteigend sortieren",
    "Sort descending": "Absteigend sortieren",
    "Pin column": "Spalte festhalten",
    "Unpin column": "Spalte lösen",
    "Hide column": "Spalte ausblenden",
    "Copy column name": "Spaltennamen kopieren",
    "Clear selection": "Auswahl aufheben",
    Autosize: "Breite anpassen",
    Format: "Format",
    Statistics: "Statistik",
    Minimum: "Kleinster Wert",
    Maximum: "Größter Wert",
    Average: "Mittelwert",
    Median: "Median",
    Sum: "Summe",
    Count: "Anzahl",
    Distinct: "Verschiedene",
    Empty: "Leer",
    Range: "Spannweite",
    "Standard deviation": "Standardabweichung",
    "Minimum length": "Kürzeste Länge",
    "Maximum length": "Größte Länge",
    "Average length": "Mittlere Länge",
    "Top values frequency chart": "Häufigste Werte",
    "Distribution histogram": "Verteilung",
    "Based on sample": "Aus einer Stichprobe",
    Automatic: "Automatisch",
    Localized: "Landesüblich",
    Plain: "Einfach",
    Percent: "Prozent",
    Scientific: "Wissenschaftlich",
    Accounting: "Buchhaltung",
    Compact: "Kurz",
    Distance: "Abstand",
    Calendar: "Kalender",
    Duration: "Dauer",
    "No data": "Keine Daten",
    "Failed to load data": "Die Daten ließen sich nicht laden",
    empty: "leer",
    // Auswahlfelder
    "Choose an option": "Bitte wählen",
    "Choose options": "Bitte wählen",
    "Choose or add an option": "Wählen oder ergänzen",
    "Choose or add options": "Wählen oder ergänzen",
    "Add options": "Ergänzen",
    "Add an option": "Ergänzen",
    "Select...": "Auswählen …",
    "Select all": "Alle auswählen",
    "Clear all": "Alle abwählen",
    "Clear value": "Auswahl löschen",
    "Clear entry": "Eingabe löschen",
    "Selected values": "Ausgewählt",
    "Selectbox options": "Auswahlmöglichkeiten",
    "All selected options have been cleared.": "Die Auswahl wurde aufgehoben.",
    "No options": "Keine Auswahl",
    "No options to select": "Keine Auswahl vorhanden",
    "No options to select.": "Keine Auswahl vorhanden.",
    "No results": "Kein Treffer",
    Open: "Öffnen",
    Increment: "Erhöhen",
    Decrement: "Verringern",
    "Feedback rating": "Bewertung",
    // Zeit und Blättern
    "Choose date": "Datum wählen",
    "Choose date range": "Zeitraum wählen",
    "Choose date and time": "Datum und Uhrzeit wählen",
    "Date range": "Zeitraum",
    "Clear date": "Datum löschen",
    "Clear dates": "Zeitraum löschen",
    "Clear time": "Uhrzeit löschen",
    "Clear date and time": "Datum und Uhrzeit löschen",
    "Next month": "Nächster Monat",
    "Previous month": "Voriger Monat",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.":
      "Pfeiltasten wechseln den Tag, Eingabetaste wählt, Escape schließt.",
    Pagination: "Blättern",
    "Next page": "Nächste Seite",
    "Previous page": "Vorige Seite",
    // Dateien
    Upload: "Hochladen",
    "Add files": "Dateien hinzufügen",
    "Upload directories": "Ordner hochladen",
    "Drag and drop a file here": "Datei hierher ziehen",
    "Drag and drop files here": "Dateien hierher ziehen",
    "Drag and drop directories here": "Ordner hierher ziehen",
    "Only one file is allowed.": "Nur eine Datei ist erlaubt.",
    "Too many files": "Zu viele Dateien",
    "Click to retry upload": "Erneut hochladen",
    "Hide password": "Kennwort verbergen",
    "Show password": "Kennwort zeigen",
    "file upload": "Datei hochladen",
    // Namen eingebetteter Rahmen und Bilder
    "Vega visualization": "Diagramm",
    "streamlit_folium.st_folium": "Interaktive Karte",
    "st.iframe": "Eingebetteter Inhalt",
    "Zoom in": "Vergrößern",
    "Zoom out": "Verkleinern",
  };

  const REGELN = [
    [/^(\d+) more$/, "$1 weitere"],
    [/^View (\d+) more$/, "$1 weitere anzeigen"],
    [/^Select (\d+) matches$/, "$1 Treffer auswählen"],
    [/^Made with Streamlit (v[\d.]+)$/, "Erstellt mit Streamlit $1"],
    [/^(\d+) out of (\d+) stars$/, "$1 von $2 Sternen"],
    [/^year, (.+)$/, "Jahr, $1"],
    [/^month, (.+)$/, "Monat, $1"],
    [/^day, (.+)$/, "Tag, $1"],
    [/^Add: (.+)$/, "Ergänzen: $1"],
    [/^Page (\d+)$/, "Seite $1"],
    [/^(\d+) selected$/, "$1 ausgewählt"],
    [/^Open (.+) sidebar$/, "Seitenleiste $1 öffnen"],
    [/^Help for (.+)$/, "Erläuterung zu $1"],
    [/^(\d[\d.,]* ?[KMGT]?B) per file/, "$1 je Datei"],
    [/^File is larger than (.+)$/, "Die Datei ist größer als $1"],
    [/^File is smaller than (.+)$/, "Die Datei ist kleiner als $1"],
    [/^Press Enter to apply$/, "Eingabetaste übernimmt"],
    [/^Press Enter to submit form$/, "Eingabetaste sendet ab"],
    [/^Press (⌘|Ctrl)\+Enter to .+$/, "$1 und Eingabetaste übernimmt"],
    [/^Connection failed with status (\d+)\.?.*$/, "Der Server antwortet mit Fehler $1."],
    [
      /^You have requested page \/(.+), but no corresponding file was found.*$/,
      "Die Seite „$1“ gibt es nicht. Stattdessen erscheint die Startseite.",
    ],
    [
      /^You can only select up to (\d+) options?\. Remove an option first\.$/,
      "Höchstens $1 Einträge; bitte zuerst einen entfernen.",
    ],
  ];
  const NUR_NAMEN = [[/^Remove (.+)$/, "$1 entfernen"]];
  const MERKMALE = ["aria-label", "title", "placeholder", "aria-placeholder"];
  // Inhalt der Anwendung bleibt, wie er ist.
  const INHALT =
    '[data-testid="stMarkdown"], [data-testid="stTable"], [data-testid="stCode"], ' +
    '[data-testid="stHtml"], canvas, textarea, input, script, style';

  const nachRegel = (text, regeln) => {
    for (const [muster, ersatz] of regeln) {
      if (muster.test(text)) return text.replace(muster, ersatz);
    }
    return null;
  };

  const deutsch = (text) => {
    const kern = text.trim();
    if (!kern) return null;
    if (Object.hasOwn(TEXTE, kern)) return TEXTE[kern];
    return nachRegel(kern, REGELN);
  };

  const deutscherName = (name) => {
    const ganz = deutsch(name) ?? nachRegel(name.trim(), NUR_NAMEN);
    if (ganz !== null) return ganz;
    const stelle = name.indexOf(": "); // etwa „Fullscreen: Titel des Bildes“
    const anfang = stelle > 0 ? name.slice(0, stelle) : "";
    return Object.hasOwn(TEXTE, anfang) ? TEXTE[anfang] + name.slice(stelle) : null;
  };

  const uebersetzeText = (knoten) => {
    const neu = deutsch(knoten.data);
    if (neu === null || neu === knoten.data) return;
    if (knoten.parentElement?.closest(INHALT)) return;
    knoten.data = neu;
  };

  const uebersetzeMerkmal = (element, merkmal) => {
    const alt = element.getAttribute(merkmal);
    if (!alt) return;
    const neu = deutscherName(alt);
    if (neu !== null && neu !== alt) element.setAttribute(merkmal, neu);
  };

  /* 4. Namen: der Verlauf in einer Kennzahl ist Schmuck, sein Inhalt steht daneben als Text. */
  const schweige = (element) => {
    if (element.matches('[data-testid="stMetricChart"]')) {
      element.setAttribute("aria-hidden", "true");
    }
    // Eine kurze Meldung nennt als Namen ein Element, das es nicht gibt.
    if (element.matches('[data-testid="stToast"]')) {
      element.removeAttribute("aria-labelledby");
      element.setAttribute("aria-label", "Meldung");
    }
  };

  const bearbeiteElement = (element) => {
    for (const merkmal of MERKMALE) uebersetzeMerkmal(element, merkmal);
    schweige(element);
  };

  const bearbeite = (wurzel) => {
    if (wurzel.nodeType === Node.TEXT_NODE) {
      uebersetzeText(wurzel);
      return;
    }
    if (wurzel.nodeType !== Node.ELEMENT_NODE) return;
    bearbeiteElement(wurzel);
    const gang = document.createTreeWalker(wurzel, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (gang.nextNode()) {
      const knoten = gang.currentNode;
      if (knoten.nodeType === Node.TEXT_NODE) uebersetzeText(knoten);
      else bearbeiteElement(knoten);
    }
  };

  new MutationObserver((aenderungen) => {
    for (const aenderung of aenderungen) {
      if (aenderung.type === "childList") aenderung.addedNodes.forEach(bearbeite);
      else if (aenderung.type === "characterData") uebersetzeText(aenderung.target);
      else uebersetzeMerkmal(aenderung.target, aenderung.attributeName);
    }
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: MERKMALE,
  });
})();
