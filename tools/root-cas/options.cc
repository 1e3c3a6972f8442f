#include "tools/root-cas/options.h"

namespace root_cas {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Status;
using tlog::cli::App;

void define_store(App& app, Options& options) {
  app.group("The store");
  app.text(options.store, "--store", "STORE", "sqlite:FILE or postgres:CONNINFO").env("TLOG_STORE").required();
}

void define_place(App& app, Options& options) {
  app.positional(options.swap.place.owner, "OWNER", "whose bucket").required();
  app.positional(options.swap.place.bucket, "BUCKET", "the bucket's name").required();
}

void define_expected(App& app, Options& options) {
  app.group("What must be there");
  app.text(options.swap.expected.root, "--expect", "ROOT", "this root");
  app.count(options.swap.expected.version, "--expect-version", "the root with this version");
}

void define(App& app, Options& options) {
  App& init = app.command(options.command, "init", "make the table, and look whether the store can be relied on");
  define_store(init, options);
  init.flag(options.init.check_cas, "--check-cas", "try all kinds of swaps on a scratch row");

  App& get = app.command(options.command, "get", "print a root");
  define_place(get, options);
  define_store(get, options);

  App& set = app.command(options.command, "set", "swap a root for another");
  set.usage("(--expect=ROOT | --expect-absent | --expect-version=N) --store=STORE OWNER BUCKET NEW");
  define_place(set, options);
  set.positional(options.root, "NEW", "the new root").required();
  define_expected(set, options);
  set.flag(options.swap.expected.absent, "--expect-absent", "no root");
  define_store(set, options);

  App& rm = app.command(options.command, "rm", "remove a root");
  rm.usage("(--expect=ROOT | --expect-version=N) --store=STORE OWNER BUCKET");
  define_place(rm, options);
  define_expected(rm, options);
  define_store(rm, options);

  App& ls = app.command(options.command, "ls", "print all roots");
  ls.positional(options.list.owner, "OWNER", "of this owner alone");
  define_store(ls, options);

  App& batch = app.command(options.command, "batch", "swap many roots");
  batch.positional(options.batch.batch, "FILE", "a line of JSON for each; - is standard input").def("-");
  define_store(batch, options);
  batch.flag(options.batch.partial, "--partial", "a part of another tool's records is meant");
}

Status validate(const Options& options) {
  const bool swaps = options.command == "set" || options.command == "rm";
  if (!swaps && options.command != "get") return {};
  CHECK(check_root_place(options.swap.place));
  if (!swaps) return {};
  if (options.swap.expected.root) CHECK(tlog::check_root(*options.swap.expected.root));
  Status expected = check_root_expected(options.swap.expected);
  if (!expected) {
    return std::move(expected).error().hint(options.command == "set"
                                                ? "say one of --expect, --expect-absent and --expect-version"
                                                : "say one of --expect and --expect-version");
  }
  return options.command == "set" ? tlog::check_root(options.root) : Status();
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  if (options.command == "init") {
    tlog::RootInitRequest request = options.init;
    request.store = options.store;
    return root_init(request, host);
  }
  if (options.command == "ls") return root_list({options.store, options.list.owner}, host);
  if (options.command == "batch") {
    return root_batch({options.store, options.batch.batch, options.batch.partial}, host);
  }
  tlog::RootSwapRequest request = options.swap;
  request.place.store = options.store;
  if (options.command == "get") return root_get(request.place, host);
  if (options.command == "set") request.root = options.root;
  return root_swap(request, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "root-cas",
          .summary = "move shared roots from one value to the next",
          .exits = {{0, "done: the root is the one that was asked for"},
                    {1, "a conflict: the root is not the one that was expected; or there is none"},
                    {65, "the batch is malformed, or what the store holds is"},
                    {66, "the batch does not exist"},
                    {69, "the store does not answer; it is not known whether a swap was done"},
                    {73, "the store cannot be created"},
                    {75, "the store is locked, or interrupted before the end"},
                    {77, "no permission"},
                    {78, "no such table, or a store that loses what it was given"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace root_cas
