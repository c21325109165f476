// 政策测算: after each live answer, marks the fields whose text could not be understood, and shows only the
// levels of what was chosen. Everything else works without script.

function markErrors() {
  for (const message of document.querySelectorAll(".field-message")) {
    const field = document.getElementById(message.id.replace(/-msg$/, ""));
    if (!field || field.tagName === "FIELDSET") continue;
    if (message.querySelector(".field-error")) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

function showLevels() {
  for (const levels of document.querySelectorAll("select[data-levels-of]")) {
    const chosen = document.getElementsByName(levels.dataset.levelsOf)[0]?.value ?? "";
    let any = false;
    for (const group of levels.querySelectorAll("optgroup")) {
      const mine = group.dataset.of.startsWith(`${chosen}:`) && chosen !== "";
      group.hidden = group.disabled = !mine;
      any ||= mine;
    }
    levels.closest(".question").hidden = chosen !== "" && !any;
    if (levels.selectedOptions[0]?.parentElement.disabled) levels.value = "";
  }
}

document.addEventListener("htmx:afterSettle", markErrors);
document.addEventListener("input", showLevels);
showLevels();
