#include "libcore/store/endpoint_list.h"

#include <fmt/core.h>

#include <set>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/crypto/blake3.h"
#include "libcore/os/file.h"
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

// One place in two spellings would count twice in a quorum.
std::string without_end(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
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
    if (!ids.insert(endpoint->id).second || !urls.insert(without_end(endpoint->url)).second) {
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
