#include "libcore/cli/common_options.h"

#include <algorithm>
#include <cstdlib>

#include "libcore/os/ordered_parallel.h"

namespace tlog::cli {

namespace {

constexpr uint64_t kMaxJobs = 256;
constexpr uint64_t kMaxConnections = 256;  // more than any server should be asked for by one client
constexpr uint64_t kMaxRetries = 100;
constexpr uint64_t kMaxTimeoutSeconds = 3600;

void define_origin(App& app, TrustRequest& trust) {
  app.text(trust.origin, "--origin", "ORIGIN", "the log's origin, where it is not the name of the key");
}

void define_max_future(App& app, TrustRequest& trust) {
  app.count(trust.max_future_seconds, "--max-future", "how far a cosignature may be ahead of the clock")
      .metavar("SECONDS")
      .def_is("300");
}

}  // namespace

Status refuse_said(const SaidInOrder& said, std::span<const char* const> options, const std::string& why) {
  for (const auto& [name, value] : said) {
    if (std::find(options.begin(), options.end(), name) != options.end()) return Error(Errc::kUsage, name + " " + why);
  }
  return {};
}

void define_entries(App& app, EntryInput& input) {
  app.flag(input.raw, "--raw", "entries are any bytes; lines end with LF alone");
  app.choice(input.schema, "--schema", {{"conda-v1", EntrySchema::kCondaV1}},
             "refuse a line that is not an entry of this kind, in canonical form");
  app.flag(input.no_trailer, "--no-trailer", "the inputs are complete as they stand, without a trailer");
}

Status check_entries(const EntryInput& input, const std::string& key_file) {
  if (input.raw && input.schema != EntrySchema::kNone) return Error(Errc::kUsage, "--raw entries have no --schema");
  const auto dashes = std::count(input.files.begin(), input.files.end(), "-");
  if (key_file == "-" && (input.files.empty() || dashes > 0)) {
    return Error(Errc::kUsage, "the key and the entries cannot both come from standard input")
        .hint("name the file of one of them");
  }
  if (dashes > 1) return Error(Errc::kUsage, "standard input can be read only once");
  return {};
}

void define_jobs(App& app, uint64_t& jobs) {
  jobs = default_jobs();
  app.count(jobs, "-j,--jobs", "work with N threads").range(1, kMaxJobs).def_is("one for each processor");
}

void define_wait(App& app, uint64_t& wait_seconds) {
  app.count(wait_seconds, "--wait", "wait so long for another process that works on the log")
      .metavar("SECONDS")
      .def("0");
}

void define_spill_root(App& app, std::optional<std::string>& root, std::string_view name) {
  app.dir(root, name, "the folder with spill folders in it").env("TLOG_SPILL").def_is("in the data folder");
}

Result<std::string> spill_root(const std::optional<std::string>& root) {
  if (root) return *root;
  // A relative path in these is to be ignored, says the specification.
  const char* const data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && data[0] == '/') return std::string(data) + "/tlog-tools/spill";
  const char* const home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return std::string(home) + "/.local/share/tlog-tools/spill";
  return Error(Errc::kConfig, "neither XDG_DATA_HOME nor HOME has an absolute path")
      .hint("name the root of the spill folders");
}

void define_s3(App& app, S3Options& s3) {
  app.text(s3.endpoint, "--endpoint", "URL", "the server, where it is not AWS").env("AWS_ENDPOINT_URL_S3");
  app.text(s3.region, "--region", "REGION", "the region").env("AWS_REGION").def_is("us-east-1");
}

void add_s3_environment(S3Options& s3) {
  const auto add = [](std::string& value, const char* variable) {
    const char* const text = std::getenv(variable);
    if (value.empty() && text != nullptr) value = text;
  };
  add(s3.endpoint, "AWS_ENDPOINT_URL");
  add(s3.region, "AWS_DEFAULT_REGION");
  add(s3.access_key_id, "AWS_ACCESS_KEY_ID");
  add(s3.secret_access_key, "AWS_SECRET_ACCESS_KEY");
  add(s3.session_token, "AWS_SESSION_TOKEN");
}

void define_http(App& app, HttpOptions& http, std::string heading) {
  app.group(std::move(heading));
  define_http_client(app, http);
  app.count(http.connections, "--connections", "ask for at most N objects at once").range(1, kMaxConnections).def("16");
  app.count(http.retries, "--retries", "try a failed request again N times").range(0, kMaxRetries).def("4");
  app.count(http.timeout_s, "--timeout", "give up a server that is silent for SECONDS")
      .metavar("SECONDS")
      .range(1, kMaxTimeoutSeconds)
      .def("30");
}

void define_http_client(App& app, HttpOptions& http) {
  app.text(http.contact, "--contact", "TEXT", "tell servers whom to ask about this client");
  app.file(http.ca_file, "--cacert", "trust the authorities in FILE, not the system's");
}

void define_logs(App& app, TrustRequest& trust, const std::string& instead) {
  std::vector<std::string> unless = {"--log-key"};
  if (!instead.empty()) unless.push_back(instead);
  app.file(trust.policy, "--policy", "a C2SP tlog-policy: logs, witnesses and their quorum")
      .env("TLOG_POLICY", std::move(unless));
  app.texts(trust.log_keys, "--log-key", "VKEY", "the log's public key; of several, any one");
  define_origin(app, trust);
}

void define_trust(App& app, TrustRequest& trust, const std::string& instead) {
  app.group("Whom to believe");
  define_logs(app, trust, instead);
  define_max_future(app, trust);
}

void define_policy(App& app, TrustRequest& trust) {
  app.group("Whom to believe");
  app.file(trust.policy, "--policy", "a C2SP tlog-policy: the log, its witnesses and their quorum")
      .required()
      .env("TLOG_POLICY");
  define_origin(app, trust);
  define_max_future(app, trust);
}

Status check_trust(const TrustRequest& trust) {
  if (trust.origin) {
    if (auto status = check_origin(*trust.origin); !status) {
      return Error(Errc::kUsage, "--origin: " + status.error().message());
    }
  }
  if (trust.policy && !trust.log_keys.empty()) {
    return Error(Errc::kUsage, "--policy and --log-key both say whom to believe").hint("say one of them");
  }
  if (!trust.policy && trust.log_keys.empty()) {
    return Error(Errc::kUsage, "nobody to believe is named").hint("say --policy FILE or --log-key VKEY");
  }
  if (trust.max_future_seconds && !trust.policy) {
    return Error(Errc::kUsage, "--max-future is about the time of witnesses, and --log-key names none")
        .hint("a policy with witnesses says whose time to believe");
  }
  return {};
}

}  // namespace tlog::cli
