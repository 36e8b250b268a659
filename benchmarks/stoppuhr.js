/* Misst im Browser selbst: von der Eingabe (oder dem Aufruf) bis nach dem nächsten Malen. */
(function () {
  "use strict";
  if (window !== window.top) return;

  function dokumente() {
    var alle = [document];
    document.querySelectorAll("iframe").forEach(function (rahmen) {
      try { if (rahmen.contentDocument && rahmen.contentDocument.body) alle.push(rahmen.contentDocument); }
      catch (fremd) { /* fremder Rahmen */ }
    });
    return alle;
  }
  function marken() {
    return dokumente().map(function (d) { return d.body && d.body.dataset.gefaerbt; }).filter(Boolean);
  }
  function nachDemMalen(dann) {
    requestAnimationFrame(function () {
      var kanal = new MessageChannel();
      kanal.port1.onmessage = function () { dann(performance.now()); };
      kanal.port2.postMessage(0);
    });
  }
  function warte(pruefung) {
    return new Promise(function (fertig) {
      (function blick() {
        var erfuellt = false;
        try { erfuellt = pruefung(); } catch (unfertig) { erfuellt = false; }
        if (erfuellt) nachDemMalen(fertig); else requestAnimationFrame(blick);
      })();
    });
  }
  function ruhig() {
    return !!document.querySelector('[data-test-script-state="notRunning"]') &&
      !document.querySelector('[data-stale="true"]');
  }
  function diagrammeDa() {
    return Array.from(document.querySelectorAll('[data-testid="stVegaLiteChart"]')).every(function (d) {
      return d.querySelector("svg, canvas");
    });
  }
  function kartenDa() {
    var rahmen = dokumente().length - 1;
    return marken().length >= rahmen;
  }

  var uhr = (window.stoppuhr = { eingabe: 0, gefaerbt: 0 });
  uhr.erste = warte(function () { return marken().length > 0; });

  // Vor einer Eingabe: alte Marken zählen nicht mehr; gemessen wird ab Taste, Mausdruck.
  uhr.scharf = function (art, angabe) {
    uhr.eingabe = 0;
    uhr.gefaerbt = 0;
    var beobachter = new MutationObserver(function () { uhr.gefaerbt += 1; });
    dokumente().forEach(function (d) {
      var versatz = d.defaultView.performance.timeOrigin - performance.timeOrigin;
      ["keydown", "pointerdown"].forEach(function (name) {
        d.addEventListener(name, function (e) { if (!uhr.eingabe) uhr.eingabe = e.timeStamp + versatz; },
          { capture: true, once: true });
      });
      beobachter.observe(d.body, { attributes: true, attributeFilter: ["data-gefaerbt"] });
    });
    var titel = (document.querySelector("h1") || {}).textContent;
    var pruefungen = {
      karte: function () { return uhr.eingabe && uhr.gefaerbt > 0; },
      steckbrief: function () {
        return Array.from(document.querySelectorAll("h2")).some(function (h) { return h.textContent === angabe; });
      },
      seite: function () { return document.querySelector("h1").textContent !== titel && ruhig(); },
      vollstaendig: function () {
        return document.querySelector("h1").textContent !== titel && ruhig() && diagrammeDa() && kartenDa();
      },
    };
    uhr.ergebnis = {};
    (art === "seite" ? ["seite", "vollstaendig"] : [art]).forEach(function (name) {
      uhr.ergebnis[name] = warte(pruefungen[name]).then(function (zeit) { return zeit - uhr.eingabe; });
    });
  };
  uhr.lies = function (name) { return uhr.ergebnis[name]; };
  uhr.ruhe = function () { return warte(ruhig); };

  // Ein Punkt je Fläche, an dem wirklich diese Fläche liegt, in Bildpunkten des Fensters.
  uhr.punkte = function () {
    var ergebnis = [];
    dokumente().forEach(function (d) {
      var rahmen = d.defaultView.frameElement;
      var ecke = rahmen ? rahmen.getBoundingClientRect() : { left: 0, top: 0 };
      d.querySelectorAll("path.leaflet-interactive[aria-label]").forEach(function (e) {
        var r = e.getBoundingClientRect(), x = r.left + r.width / 2, y = r.top + r.height / 2;
        if (d.elementFromPoint(x, y) !== e) return;
        ergebnis.push([e.getAttribute("aria-label").split(",")[0], x + ecke.left, y + ecke.top]);
      });
    });
    return ergebnis;
  };
})();
