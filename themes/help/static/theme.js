// Runs before anything is drawn: the theme that the reader chose, and that there is script.
{
  const { dataset } = document.documentElement;
  dataset.script = "";
  try {
    const theme = localStorage.getItem("help:theme");
    if (theme) dataset.theme = theme;
  } catch {}
}
