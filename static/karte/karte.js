/* Karte der Gebiete: Flächen einmal laden, danach nur Farben und Texte ändern.
   sozialkarte.beginne(karte, vorgaben)  einmal je Karte
   sozialkarte.faerbe(zeichnung, auswahl)  bei jeder Änderung der Auswahl */
(function () {
  "use strict";
  var zustand = { karte: null, flaechen: null, schilder: {}, zeichnung: null, auswahl: null, hinweis: null, kreise: null };

  function melde(eigenschaften) {
    // Die Zeit macht jeden Klick zu einem neuen Ereignis, auch auf dieselbe Fläche.
    window.Streamlit.setComponentValue({
      last_active_drawing: { properties: { id: eigenschaften.id, n: Date.now() } },
    });
  }

  function muster(karte) {
    var svg = karte.getPane("overlayPane").querySelector("svg");
    if (!svg || svg.querySelector("#muster-geheim")) return;
    var ns = "http://www.w3.org/2000/svg";
    var defs = document.createElementNS(ns, "defs");
    defs.innerHTML =
      '<pattern id="muster-geheim" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
      '<rect width="7" height="7" fill="#ffffff"/><rect width="2.4" height="7" fill="#737373"/></pattern>' +
      '<pattern id="muster-zu_wenige" width="8" height="8" patternUnits="userSpaceOnUse">' +
      '<rect width="8" height="8" fill="#ffffff"/><circle cx="4" cy="4" r="1.6" fill="#737373"/></pattern>';
    svg.insertBefore(defs, svg.firstChild);
  }

  // Die Werte einer Fläche: was ihre Art allen gibt, dazu ihre eigenen Angaben.
  function werte(flaeche) {
    var eigen = zustand.zeichnung.gebiete[flaeche.feature.properties.id];
    if (!eigen) {
      return {
        farbe: "#d9d9d9", muster: "", schriftfarbe: "#1f1f1f", kreis: 0, schild: "",
        zeilen: [flaeche.feature.properties.name, "keine Angabe"],
      };
    }
    var art = zustand.zeichnung.arten[eigen[0]];
    return {
      farbe: art.farbe, muster: art.muster, schriftfarbe: art.schriftfarbe,
      kreis: eigen[1], schild: eigen[2], zeilen: eigen.slice(3).concat(art.schluss),
    };
  }

  function kurzinfo(gebiet) {
    var kasten = document.createElement("div");
    kasten.className = "sm-kurzinfo";
    gebiet.zeilen.forEach(function (text, i) {
      var zeile = document.createElement(i === 0 ? "strong" : "div");
      zeile.textContent = text;
      kasten.appendChild(zeile);
    });
    return kasten;
  }

  function stil(gebiet) {
    // Auf der gemalten Fläche (sehr viele Gebiete) gibt es keine Muster.
    var mit_muster = gebiet.muster && !zustand.karte.options.preferCanvas;
    return {
      fillColor: mit_muster ? "url(#muster-" + gebiet.muster + ")" : gebiet.farbe,
      fillOpacity: 1,
      color: "#333333",
      weight: 1,
    };
  }

  // Der Rand der Auswahl liegt als eigene Linie obenauf. Käme die Fläche selbst nach vorn,
  // verlöre sie den Tastaturfokus und ihren Platz in der Reihenfolge.
  function umrande(flaeche) {
    if (zustand.rand) zustand.rand.remove();
    zustand.rand = flaeche && L.geoJSON(flaeche.feature, {
      interactive: false, style: { fill: false, color: "#000000", weight: 4 },
    }).addTo(zustand.karte);
  }

  function setze(element, name, wert) {
    if (element.getAttribute(name) !== wert) element.setAttribute(name, wert);
  }

  function beschrifte(flaeche, gebiet) {
    var id = flaeche.feature.properties.id;
    var schild = zustand.schilder[id];
    if (!schild) return;
    var element = schild.getElement();
    if (!element) return;
    var aussehen = gebiet.schild + gebiet.schriftfarbe;
    if (schild.aussehen === aussehen) return;
    schild.aussehen = aussehen;
    element.firstChild.textContent = gebiet.schild;
    element.style.color = gebiet.schriftfarbe;
    element.style.textShadow = gebiet.schriftfarbe === "#ffffff" ? "none" : "0 0 3px #ffffff, 0 0 2px #ffffff";
  }

  // Ein Schild erscheint, wenn seine Fläche groß genug ist und es kein anderes verdeckt.
  function zeigeSchilder() {
    if (!zustand.flaechen) return;
    var belegt = [];
    zustand.flaechen.eachLayer(function (flaeche) {
      var schild = zustand.schilder[flaeche.feature.properties.id];
      if (!schild || !schild.getElement()) return;
      var rahmen = flaeche.getBounds();
      var a = zustand.karte.latLngToLayerPoint(rahmen.getNorthWest());
      var b = zustand.karte.latLngToLayerPoint(rahmen.getSouthEast());
      var breite = 7 * schild.getElement().textContent.length + 2;
      var mitte = zustand.karte.latLngToLayerPoint(schild.getLatLng());
      var passt = Math.abs(b.x - a.x) > breite + 4 && Math.abs(b.y - a.y) > 20 &&
        belegt.every(function (d) {
          return Math.abs(d.x - mitte.x) > (d.breite + breite) / 2 || Math.abs(d.y - mitte.y) > 15;
        });
      if (passt) belegt.push({ x: mitte.x, y: mitte.y, breite: breite });
      schild.getElement().style.visibility = passt ? "visible" : "hidden";
    });
  }

  // Anzahlen als Kreise: die Fläche des Kreises entspricht der Anzahl, nicht die des Gebiets.
  function zeichneKreise() {
    if (zustand.kreise) zustand.kreise.remove();
    zustand.kreise = L.layerGroup().addTo(zustand.karte);
    zustand.flaechen.eachLayer(function (flaeche) {
      var eigen = zustand.zeichnung.gebiete[flaeche.feature.properties.id];
      if (!eigen || !eigen[1]) return;
      L.circleMarker(flaeche.feature.properties.punkt, {
        radius: eigen[1], interactive: false, color: "#1f4e79", weight: 1,
        fillColor: "#8ab8e0", fillOpacity: 0.85,
      }).addTo(zustand.kreise);
    });
  }

  function faerbe(zeichnung, auswahl) {
    zustand.zeichnung = zeichnung;
    zustand.auswahl = auswahl;
    if (!zustand.flaechen) return;
    muster(zustand.karte);
    var gewaehlte = null;
    zustand.flaechen.eachLayer(function (flaeche) {
      var gebiet = werte(flaeche);
      var gewaehlt = flaeche.feature.properties.id === auswahl.ausgewaehlt;
      // Nur schreiben, was sich ändert: bei vielen Flächen kostet jedes Attribut.
      var aussehen = gebiet.farbe + gebiet.muster;
      if (flaeche.aussehen !== aussehen) flaeche.setStyle(stil(gebiet));
      flaeche.aussehen = aussehen;
      if (flaeche.isTooltipOpen()) flaeche.getTooltip().update();
      beschrifte(flaeche, gebiet);
      var element = flaeche.getElement && flaeche.getElement();
      if (element) {
        setze(element, "aria-label", gebiet.zeilen.join(", "));
        setze(element, "aria-pressed", gewaehlt ? "true" : "false");
      }
      if (gewaehlt) gewaehlte = flaeche;
    });
    umrande(gewaehlte);
    zeichneKreise();
    if (zustand.umriss) zustand.umriss.bringToFront();
    if (zustand.hinweis) zustand.hinweis.textContent = auswahl.hinweis || "";
    if (zustand.wasserzeichen) zustand.wasserzeichen.style.display = zeichnung.demo ? "block" : "none";
    zeigeSchilder();
    document.body.setAttribute("data-gefaerbt", String(zeichnung.stand));
  }

  function tastatur(flaeche) {
    flaeche.on("add", function () {
      var element = flaeche.getElement && flaeche.getElement();
      if (!element) return;
      element.setAttribute("tabindex", "0");
      element.setAttribute("role", "button");
      element.addEventListener("keydown", function (ereignis) {
        if (ereignis.key === "Enter" || ereignis.key === " ") {
          ereignis.preventDefault();
          melde(flaeche.feature.properties);
        } else if (ereignis.key === "Escape") {
          flaeche.closeTooltip();
        }
      });
      element.addEventListener("focus", function () { flaeche.openTooltip(); });
      element.addEventListener("blur", function () { flaeche.closeTooltip(); });
    });
  }

  function schild(eigenschaften) {
    return L.marker(eigenschaften.punkt, {
      interactive: false, keyboard: false,
      icon: L.divIcon({ className: "sm-schild", html: "<span></span>", iconSize: null }),
    });
  }

  function ecke(karte, position, klasse) {
    var feld = L.control({ position: position });
    var element = L.DomUtil.create("div", klasse);
    feld.onAdd = function () { return element; };
    feld.addTo(karte);
    return element;
  }

  function verbinde(karte, kanalname) {
    // Zwei Karten nebeneinander zeigen immer denselben Ausschnitt.
    var kanal = new BroadcastChannel(kanalname);
    var fremd = false;
    karte.on("moveend", function () {
      if (fremd) { fremd = false; return; }
      var m = karte.getCenter();
      kanal.postMessage({ lat: m.lat, lng: m.lng, zoom: karte.getZoom() });
    });
    kanal.onmessage = function (nachricht) {
      var m = karte.getCenter(), n = nachricht.data;
      if (Math.abs(m.lat - n.lat) < 1e-6 && Math.abs(m.lng - n.lng) < 1e-6 && karte.getZoom() === n.zoom) return;
      fremd = true;
      karte.setView([n.lat, n.lng], n.zoom, { animate: false });
    };
  }

  function gestalte() {
    var regeln = document.createElement("style");
    regeln.textContent =
      "@font-face{font-family:'Source Sans 3';font-weight:400;src:url(../../app/static/schrift/source-sans-3-latin-400-normal.woff2)}" +
      "@font-face{font-family:'Source Sans 3';font-weight:600;src:url(../../app/static/schrift/source-sans-3-latin-600-normal.woff2)}" +
      ".leaflet-container{background:#ffffff;font:14px/1.4 'Source Sans 3',sans-serif}" +
      ".leaflet-control-attribution{font-size:12px;max-width:32em}" +
      // Als eigene Ebene (Leaflets Vorgabe) malt der Browser alle Flächen bei jeder Änderung ganz neu.
      ".leaflet-pane > svg.leaflet-zoom-animated{will-change:auto}" +
      ".leaflet-interactive:focus{outline:none}" +
      ".leaflet-interactive:focus-visible{stroke:#000;stroke-width:5px}" +
      ".sm-schild{width:0;height:0;font-size:12px;line-height:18px;font-weight:600;white-space:nowrap}" +
      ".sm-schild span{position:absolute;transform:translate(-50%,-50%)}" +
      ".sm-kurzinfo{font-size:14px;line-height:1.4;color:#1f1f1f}" +
      ".sm-hinweis{background:rgba(255,255,255,.92);color:#333;font-size:12px;padding:2px 6px}" +
      ".sm-demo{background:rgba(255,255,255,.92);color:#595959;font-size:15px;font-weight:600;letter-spacing:.06em;padding:2px 8px;border:1px solid #8a8a8a}";
    document.head.appendChild(regeln);
  }

  // Leaflet holt sich bei jedem Mausdruck den Fokus. Ragt die Karte aus dem Fenster, rollte die
  // Seite dabei unter dem Mauszeiger weg, und der Klick ginge verloren.
  function rolleNicht(behaelter) {
    behaelter.focus = function () {
      HTMLElement.prototype.focus.call(behaelter, { preventScroll: true });
    };
  }

  function beginne(karte, vorgaben) {
    zustand.karte = karte;
    gestalte();
    rolleNicht(karte.getContainer());
    karte.attributionControl.setPrefix(false);
    if (vorgaben.quellenvermerk) karte.attributionControl.addAttribution(vorgaben.quellenvermerk);
    zustand.hinweis = ecke(karte, "bottomright", "sm-hinweis");
    zustand.wasserzeichen = ecke(karte, "topright", "sm-demo");
    zustand.wasserzeichen.textContent = "Demonstrationsdaten";
    zustand.wasserzeichen.style.display = "none";
    if (vorgaben.grundkarte) {
      L.tileLayer(vorgaben.grundkarte.url, { attribution: vorgaben.grundkarte.quellenvermerk }).addTo(karte);
    }
    fetch(vorgaben.url).then(function (antwort) { return antwort.json(); }).then(function (daten) {
      zustand.flaechen = L.geoJSON(daten, {
        onEachFeature: function (merkmal, flaeche) {
          // Der Text entsteht erst beim Öffnen; so kostet das Umfärben nichts.
          flaeche.bindTooltip(function () { return kurzinfo(werte(flaeche)); }, { sticky: true, opacity: 1 });
          flaeche.on("click", function () { melde(merkmal.properties); });
          if (vorgaben.mit_tastatur) tastatur(flaeche);
          if (vorgaben.mit_schildern) zustand.schilder[merkmal.properties.id] = schild(merkmal.properties);
        },
      }).addTo(karte);
      Object.values(zustand.schilder).forEach(function (s) { s.addTo(karte); });
      karte.fitBounds(zustand.flaechen.getBounds(), { paddingTopLeft: [8, 8], paddingBottomRight: [8, 44] });
      karte.on("zoomend", zeigeSchilder);
      if (zustand.zeichnung) faerbe(zustand.zeichnung, zustand.auswahl);
      if (vorgaben.kanal) verbinde(karte, vorgaben.kanal);
      if (vorgaben.umriss_url) umrisse(karte, vorgaben.umriss_url);
    });
  }

  function umrisse(karte, url) {
    fetch(url).then(function (antwort) { return antwort.json(); }).then(function (daten) {
      zustand.umriss = L.geoJSON(daten, {
        interactive: false,
        style: { fill: false, color: "#000000", weight: 3, dashArray: "7 5" },
      }).addTo(karte);
    });
  }

  window.sozialkarte = { beginne: beginne, faerbe: faerbe };
})();
