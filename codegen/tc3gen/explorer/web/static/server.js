// The server's own addresses. Nothing else is ever asked.

const root = document.getElementById("panes")?.dataset.root ?? "";

export async function call(name, body) {
  try {
    const response = await fetch(`${root}/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await response.json();
  } catch (error) {
    return { error: { kind: "NoServer", message: `The Explorer does not answer: ${error.message}` } };
  }
}
