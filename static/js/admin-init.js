// Starts Wagtail's choosers and panels from what a span carries, since our policy allows no inline script.
// The other half is config/admin_csp.py and templates/wagtailadmin/.
(() => {
  const MAKE = new Set(["InlinePanel", "MultipleChooserPanel", "Chooser", "PageChooser", "ImageChooser", "DocumentChooser", "SnippetChooser"]);
  const CALL = new Set(["initDateChooser", "initTimeChooser", "initDateTimeChooser", "createTaskChooser"]);

  class InitController extends window.StimulusModule.Controller {
    static values = { call: String, id: String, config: String };

    connect() {
      if (this.element.dataset.done) return;
      this.element.dataset.done = "1";
      const [first, second] = this.callValue.split(" ");
      const values = this.hasIdValue ? [this.idValue] : [];
      if (this.hasConfigValue) values.push(JSON.parse(this.configValue));
      if (first === "new" && MAKE.has(second)) new window[second](...values);
      else if (!second && CALL.has(first)) window[first](...values);
    }
  }

  // The image cropper asks for touch by writing an inline handler, which our policy reports. Answer before it asks.
  if (window.jQuery && window.jQuery.Jcrop) {
    for (const name of ["ontouchstart", "ontouchmove", "ontouchend"]) {
      if (!(name in HTMLDivElement.prototype)) {
        Object.defineProperty(HTMLDivElement.prototype, name, { value: null, writable: true, configurable: true });
      }
    }
  }

  const register = () => window.wagtail.app.register("fascia-init", InitController);
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register);
})();
