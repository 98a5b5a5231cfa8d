// Arranca `imprenta lsp` en la carpeta que lleva `_toc.yml` y deja que hable con el editor.
const path = require("node:path");
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let cliente;

exports.activate = () => {
  const carpeta = workspace.workspaceFolders[0].uri.fsPath;
  const [programa, ...args] = workspace.getConfiguration("imprenta").get("orden");
  // Una orden con barras se busca en el libro; una sin ellas, donde las busca el sistema.
  const command = programa.includes("/") ? path.resolve(carpeta, programa) : programa;
  cliente = new LanguageClient(
    "imprenta",
    "Imprenta",
    { command, args, options: { cwd: carpeta } },
    { documentSelector: [{ scheme: "file", language: "markdown" }] },
  );
  return cliente.start();
};

exports.deactivate = () => cliente?.stop();
