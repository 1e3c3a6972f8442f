#include "tools/repodata-entries/options.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/cli/common_options.h"

namespace repodata_entries {
namespace {

using tlog::EntryOrder;
using tlog::Errc;
using tlog::Error;
using tlog::RepodataInput;
using tlog::Result;
using tlog::Status;
using tlog::cli::App;

void define(App& app, Options& options) {
  app.group("Entries");
  app.texts(options.subdirs, "--subdir", "S", "the subdir of the inputs after it; else their own");
  app.choice(options.request.order, "--order", {{"filename", EntryOrder::kFilename}, {"siglog", EntryOrder::kSiglog}},
             "order both sections together, or packages.conda first")
      .def("filename");
  app.count(options.request.limit, "--limit", "write the first N entries only");
  app.flag(options.no_trailer, "--no-trailer", "do not write the line that ends the entries");

  app.group("Entry lines as the input");
  app.flag(options.reseal, "--reseal", "inputs are entry lines; write them with the right trailer");
  app.flag(options.raw, "--raw", "with --reseal: entries are any bytes; lines end with LF alone");

  app.group("Limits and faults");
  app.flag(options.request.keep_going, "--keep-going", "leave out records that make no entry; exit 1 if any");
  app.size(options.request.max_bytes, "--max-size", "refuse an input that is larger, decoded")
      .range(1, tlog::kMaxRepodataBytes)
      .def("1G");
  tlog::cli::define_jobs(app, options.jobs);

  tlog::cli::define_http(app, options.request.http);

  app.positionals(options.files, "FILE|URL", "repodata.json, plain or compressed, or sharded; - or none is stdin");
  app.ordered(options.said);
}

// A subdir is for the inputs that follow it.
std::vector<RepodataInput> inputs_of(const Options& options) {
  std::vector<RepodataInput> inputs;
  std::optional<std::string> subdir;
  for (const auto& [what, value] : options.said) {
    if (what == "--subdir") subdir = value;
    if (what == "FILE|URL") inputs.push_back({.path = value, .subdir = subdir});
  }
  if (inputs.empty()) inputs.push_back({.path = "-", .subdir = subdir});
  return inputs;
}

// What has a meaning for repodata has none for lines.
Status validate_reseal(const Options& options) {
  if (!options.reseal) {
    return options.raw ? Status(Error(Errc::kUsage, "--raw is for --reseal")) : Status();
  }
  constexpr std::array<std::string_view, 11> kOfRepodata = {"--subdir",     "--order",    "--limit",   "--no-trailer",
                                                            "--keep-going", "--max-size", "--contact", "--connections",
                                                            "--retries",    "--timeout",  "--cacert"};
  for (const auto& said : options.said) {
    if (std::find(kOfRepodata.begin(), kOfRepodata.end(), said.first) == kOfRepodata.end()) continue;
    return Error(Errc::kUsage, "--reseal takes lines as they are, without " + said.first);
  }
  for (const std::string& file : options.files) {
    if (tlog::is_url(file)) return Error(Errc::kUsage, "--reseal reads files, not " + tlog::printable(file));
  }
  return {};
}

bool is_other_url(const std::string& input) {
  const size_t end = input.find("://");
  if (end == std::string::npos || end == 0 || tlog::is_url(input)) return false;
  return std::all_of(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
           c == '.';
  });
}

Status validate(const Options& options) {
  if (auto status = validate_reseal(options); !status) return status;
  if (std::count(options.files.begin(), options.files.end(), "-") > 1) {
    return Error(Errc::kUsage, "standard input (-) can be read once only");
  }
  for (const std::string& file : options.files) {
    if (is_other_url(file)) return Error(Errc::kUsage, tlog::printable(file) + ": only http and https URLs are read");
  }
  for (const std::string& subdir : options.subdirs) {
    if (!tlog::is_utf8(subdir)) return Error(Errc::kUsage, "--subdir: not UTF-8: " + tlog::printable(subdir));
    if (subdir.size() > tlog::kMaxSubdirBytes) return Error(Errc::kUsage, "--subdir: longer than 1024 bytes");
  }
  bool file_follows = options.files.empty();
  for (size_t i = options.said.size(); i-- > 0;) {
    const auto& [what, value] = options.said[i];
    if (what == "FILE|URL") file_follows = true;
    if (what == "--subdir" && !file_follows) {
      return Error(Errc::kUsage, "--subdir " + tlog::printable(value) + ": no input comes after it");
    }
  }
  return {};
}

Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  if (options.reseal) {
    tlog::EntryInput lines{
        .files = options.files, .raw = options.raw, .no_trailer = true, .drop_trailers = true, .jobs = options.jobs};
    if (lines.files.empty()) lines.files.push_back("-");
    return tlog::reseal_entries(lines, host);
  }
  tlog::RepodataEntriesRequest request = options.request;
  request.inputs = inputs_of(options);
  request.trailer = !options.no_trailer;
  request.jobs = static_cast<unsigned>(options.jobs);
  return tlog::repodata_entries(request, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "repodata-entries",
          .summary = "conda repodata to canonical entry lines",
          .exits = {{0, "done"},
                    {1, "done, but with --keep-going some records were left out"},
                    {65, "an input is not repodata, is damaged or too large, or a record makes no entry"},
                    {66, "an input, or a shard of one, does not exist"},
                    {69, "a server does not answer"},
                    {75, "no room for another thread: try again later"},
                    {77, "no permission to read an input"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace repodata_entries
