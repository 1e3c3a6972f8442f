#include "tools/chunk-fetch/options.h"

#include <string_view>

#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/chunk/cid.h"
#include "libcore/cli/common_options.h"

namespace chunk_fetch {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::cli::App;

constexpr std::string_view kEnding = ".datamap";

void define(App& app, Options& options) {
  tlog::FetchRequest& request = options.request;
  app.usage("[OPTION]... --endpoints FILE DATAMAP");
  app.usage("[OPTION]... --master URL DATAMAP");
  app.usage("[OPTION]... --endpoints FILE --address ADDRESS --output FILE");
  app.group("What to fetch");
  app.file(request.endpoints, "--endpoints", "the stores that may have the chunks, a JSON line each");
  app.text(request.master, "--master", "URL", "the master of a bucket that has the chunks");
  app.file(request.token_file, "--master-token", "the bearer token for it, in a file of mode 0600");
  app.positional(options.map, "DATAMAP", "the data map of the file; - is standard input");
  app.text(options.address, "--address", "ADDRESS", "that of the data map, where it is a chunk as well");
  app.file(options.output, "-o,--output", "where the file goes").def_is("DATAMAP without .datamap, in this folder");
  app.flag(request.replace, "--replace", "take the place of a file that is there");
  app.flag(request.dry_run, "-n,--dry-run", "fetch and verify all chunks, write nothing");
  app.group("How to fetch");
  app.count(request.concurrency, "--concurrency", "N chunks at once").range(1, 64).def("8");
  app.count(request.source.retries, "--retries", "ask stores that do not answer N times more").range(0, 100).def("3");
  app.count(request.source.backoff_ms, "--backoff-ms", "the first pause before that; it doubles")
      .metavar("MS")
      .range(1, 60'000)
      .def("500");
  app.count(request.chunk_timeout_s, "--chunk-timeout", "a store that needs longer for a chunk is given up for it")
      .metavar("SECONDS")
      .range(1, 86'400)
      .def("60");
  app.group("S3");
  tlog::cli::define_s3(app, request.store.s3);
  app.group("The connection");
  tlog::cli::define_http_client(app, request.store.http);
  app.count(request.store.http.timeout_s, "--timeout", "give up a server that is silent for SECONDS")
      .metavar("SECONDS")
      .range(1, 3600)
      .def("30");
}

// Where the file goes when nobody says it: nothing where that cannot be known.
std::optional<std::string> derived_output(const std::string& map) {
  std::string name = map.substr(map.rfind('/') == std::string::npos ? 0 : map.rfind('/') + 1);
  if (name.size() <= kEnding.size() || !name.ends_with(kEnding)) return std::nullopt;
  name.resize(name.size() - kEnding.size());
  return name;
}

tlog::Result<tlog::Address> parse_address_or_cid(const std::string& text) {
  if (const auto address = tlog::parse_address(text)) return *address;
  if (text.size() == 64) return Error(Errc::kUsage, "--address: not 64 lower-case hexadecimal digits");
  auto address = tlog::parse_cid(text);
  if (!address) return Error(Errc::kUsage, "--address: " + address.error().message());
  return address;
}

tlog::Status validate(const Options& options) {
  const tlog::FetchRequest& request = options.request;
  if (request.endpoints.empty() && request.master.empty()) {
    return Error(Errc::kUsage, "--endpoints or --master is needed");
  }
  if (!request.endpoints.empty() && !request.master.empty()) {
    return Error(Errc::kUsage, "--endpoints and --master are different places: say one");
  }
  if (!request.token_file.empty() && request.master.empty()) {
    return Error(Errc::kUsage, "--master-token needs --master");
  }
  if (!request.master.empty() && !tlog::is_url(request.master)) {
    return Error(Errc::kUsage, "--master: " + tlog::printable(request.master) + ": not an http or https URL");
  }
  if (options.map && options.address) return Error(Errc::kUsage, "DATAMAP and --address both say what to fetch");
  if (!options.map && !options.address) return Error(Errc::kUsage, "DATAMAP or --address is needed");
  const int inputs =
      (options.map == "-" ? 1 : 0) + (request.endpoints == "-" ? 1 : 0) + (request.token_file == "-" ? 1 : 0);
  if (inputs > 1) {
    return Error(Errc::kUsage, "standard input can be read once only");
  }
  if (options.address) {
    if (const auto address = parse_address_or_cid(*options.address); !address) return address.error();
  }
  if (options.output == "-") {
    return Error(Errc::kUsage, "--output: standard output has the records")
        .hint("nothing of a file is given out before all of it is verified");
  }
  if (!options.output && !options.request.dry_run && (options.address || !derived_output(*options.map))) {
    return Error(Errc::kUsage, "--output is needed where DATAMAP does not end in .datamap");
  }
  return {};
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  tlog::FetchRequest request = options.request;
  if (options.address) {
    TRY(request.address, parse_address_or_cid(*options.address));
  } else {
    request.map = *options.map;
  }
  if (options.output) {
    request.output = *options.output;
  } else if (options.map) {
    request.output = derived_output(*options.map).value_or("");
  }
  tlog::cli::add_s3_environment(request.store.s3);
  return fetch_file(request, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "chunk-fetch",
          .summary = "bring an uploaded file back, verified",
          .exits = {{0, "the file is there, whole; in a dry run: it could be"},
                    {1, "a chunk of it is in none of the stores"},
                    {65, "bad endpoints or data map, or one that does not go with its chunks"},
                    {66, "the endpoints or the data map do not exist"},
                    {69, "a store that may have a chunk does not answer"},
                    {73, "the output exists already, or cannot be made"},
                    {75, "another process fetches the same file, or interrupted"},
                    {77, "no permission, or a token that others may read"},
                    {78, "stores that cannot be used: no credentials"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace chunk_fetch
