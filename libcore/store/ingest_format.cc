#include "libcore/store/ingest_format.h"

#include <fmt/core.h>

#include "libcore/chunk/cid.h"
#include "libcore/text/record_read.h"

namespace tlog {

std::string capabilities_url(const std::string& master) {
  const size_t host = master.find("://");
  const size_t end = host == std::string::npos ? std::string::npos : master.find('/', host + 3);
  return master.substr(0, end) + "/fula/capabilities";
}

std::string ingest_url(const std::string& node, const Address& address) {
  return fmt::format("{}/v0/block?cid={}", node, format_cid(address));
}

std::vector<std::string> mapping_headers(const Address& address, uint64_t size) {
  return {"x-amz-meta-fula-remote-cid: " + format_cid(address), fmt::format("x-amz-meta-fula-remote-size: {}", size)};
}

Status parse_capabilities(std::string_view json) {
  TRY(const RecordIn record, RecordIn::parse_untyped(json));
  TRY(const auto capable, record.flag("remoteCidPut"));
  if (!capable) return Error(Errc::kMalformed, "it does not say whether it takes CIDs");
  if (!*capable) return Error(Errc::kMalformed, "it takes no CIDs");
  return {};
}

Status parse_ingest_answer(std::string_view json, const Address& address, uint64_t size) {
  TRY(const RecordIn record, RecordIn::parse_untyped(json));
  TRY(const auto cid, record.text("cid"));
  TRY(const auto stored, record.number("size"));
  if (!cid) return Error(Errc::kMalformed, "an answer without a CID");
  TRY(const Address named, parse_cid(*cid));
  if (named != address) return Error(Errc::kMalformed, "an answer for another CID");
  if (stored && *stored != size) return Error(Errc::kMalformed, "an answer for another size");
  return {};
}

std::optional<Address> address_of_etag(std::string_view etag) {
  if (etag.size() < 2 || etag.front() != '"' || etag.back() != '"') return std::nullopt;
  const auto address = parse_cid(etag.substr(1, etag.size() - 2));
  return address ? std::optional(*address) : std::nullopt;
}

}  // namespace tlog
