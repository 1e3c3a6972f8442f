#include "libcore/store/endpoint_list.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <system_error>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/crypto/blake3.h"
#include "libcore/os/file.h"
#include "libcore/store/object_store_dir.h"
#include "libcore/text/record_read.h"

namespace tlog {

namespace {

constexpr size_t kMaxUrlBytes = 4096;

Result<Endpoint> parse_endpoint(std::string_view line) {
  TRY(const RecordIn record, RecordIn::parse_untyped(line));
  TRY(const auto url, record.text("url"));
  TRY(const auto id, record.text("id"));
  if (!url || url->empty()) return Error(Errc::kMalformed, "a store without \"url\"");
  if (url->size() > kMaxUrlBytes) {
    return Error(Errc::kMalformed, fmt::format("a URL longer than {} bytes", kMaxUrlBytes));
  }
  Endpoint endpoint = endpoint_of(*url);
  if (!id) return endpoint;
  const auto bytes = hex_decode_hash(*id);
  if (!bytes) return Error(Errc::kMalformed, "\"id\" is not 64 lower-case hexadecimal digits");
  endpoint.id = *bytes;
  return endpoint;
}

// One place in two spellings would count twice in a quorum: of a folder, what its links lead to; of a URL, the host in
// lower case, without the port that goes without saying.
std::string without_spelling(const std::string& url) {
  std::string out = url;
  if (out.starts_with(kDirScheme)) {
    std::error_code error;
    const auto path = std::filesystem::weakly_canonical(out.substr(kDirScheme.size()), error);
    if (!error) out = std::string(kDirScheme) + path.string();
  } else if (is_url(out)) {
    const size_t host = out.find("://") + 3;
    const size_t end = std::min(out.find('/', host), out.size());
    for (size_t i = 0; i < end; i++) out[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(out[i])));
    const std::string port = out.starts_with("http:") ? ":80" : ":443";
    if (std::string_view(out).substr(host, end - host).ends_with(port)) out.erase(end - port.size(), port.size());
  }
  while (out.ends_with('/')) out.pop_back();
  return out;
}

}  // namespace

Endpoint endpoint_of(const std::string& url) { return {blake3(as_bytes(url)), url}; }

Result<std::vector<Endpoint>> parse_endpoints(std::string_view text, const std::string& name) {
  std::vector<Endpoint> endpoints;
  std::set<Hash> ids;
  std::set<std::string, std::less<>> urls;
  size_t number = 0;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    number++;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto where = [&] { return fmt::format("{}:{}", name, number); };
    auto endpoint = parse_endpoint(line);
    if (!endpoint) return std::move(endpoint).error().context(where());
    if (!ids.insert(endpoint->id).second || !urls.insert(without_spelling(endpoint->url)).second) {
      return Error(Errc::kMalformed, where() + ": this store stands above already");
    }
    if (endpoints.size() == kMaxEndpoints) {
      return Error(Errc::kMalformed, fmt::format("{}: more than {} stores", name, kMaxEndpoints));
    }
    endpoints.push_back(*std::move(endpoint));
  }
  if (endpoints.empty()) return Error(Errc::kMalformed, name + ": names no store");
  return endpoints;
}

Result<std::vector<Endpoint>> read_endpoints(const std::string& path) {
  TRY(const std::string text, read_file(path, kMaxEndpointsBytes));
  return parse_endpoints(text, printable(path, 4096));
}

}  // namespace tlog
