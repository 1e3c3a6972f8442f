#include "tools/tlog-key/options.h"

namespace tlog_key {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::KeyType;
using tlog::Status;
using tlog::cli::App;

void define(App& app, Options& options) {
  App& create = app.command(options.command, "new", "make a key");
  create.group("The key");
  create.text(options.create.name, "--name", "NAME", "name of the key; a log's is its origin").required();
  create
      .choice(options.create.type, "--type", {{"log", KeyType::kLog}, {"cosigner", KeyType::kCosigner}},
              "what it signs for")
      .def("log");
  create.file(options.create.path, "--out", "write the secret key to FILE, which must not exist").required();

  App& show = app.command(options.command, "show", "print the public part of a key");
  show.group("The key");
  show.positional(options.show.path, "FILE", "a secret or public key; - is standard input").required();
  show.choice(options.show.type, "--type", {{"log", KeyType::kLog}, {"cosigner", KeyType::kCosigner}},
              "show it as this kind of key")
      .def_is("the key's own");
  show.group("Output");
  show.choice(options.show.vkey_only, "--format", {{"jsonl", false}, {"vkey", true}}, "records, or the bare vkey")
      .def("jsonl");
}

Status validate(const Options& options) {
  if (options.command != "new") return {};
  Status status = tlog::check_key_name(options.create.name);
  if (status) return {};
  return Error(Errc::kUsage, "--name: " + status.error().message());
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  return options.command == "new" ? new_key(options.create, host) : show_key(options.show, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "tlog-key",
          .summary = "make and show note keys",
          .exits = {{0, "done"},
                    {65, "the key file is too long"},
                    {66, "the key file does not exist"},
                    {73, "the output file exists, or cannot be created"},
                    {77, "no permission, or others may read the secret key"},
                    {78, "not a key, or not one of this type"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace tlog_key
