#include "libcore/store/s3_listing.h"

#include <fmt/core.h>

#include <pugixml.hpp>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/base/text.h"

namespace tlog {

namespace {

Error bad(std::string_view why) { return Error(Errc::kMalformed, fmt::format("not a listing of a bucket: {}", why)); }

// The text of the one child of this name; nothing where there is none, or more than one.
std::optional<std::string_view> only_child(const pugi::xml_node& node, const char* name) {
  const pugi::xml_node child = node.child(name);
  if (!child || child.next_sibling(name)) return std::nullopt;
  return std::string_view(child.text().get());
}

}  // namespace

Result<S3Listing> parse_s3_listing(std::string_view xml) {
  pugi::xml_document document;
  // A document type is passed over: no entities but those of XML itself are known, and none is expanded.
  const pugi::xml_parse_result parsed = document.load_buffer(xml.data(), xml.size(), pugi::parse_default);
  if (!parsed) return bad(parsed.description());
  const pugi::xml_node root = document.child("ListBucketResult");
  if (!root) return bad("no ListBucketResult");
  const auto encoding = root.child("EncodingType").text().as_string();
  const bool encoded = std::string_view(encoding) == "url";
  S3Listing out;
  for (const pugi::xml_node& item : root.children("Contents")) {
    const auto key = only_child(item, "Key"), size = only_child(item, "Size");
    if (!key || key->empty()) return bad("an object without a key");
    const auto bytes = size ? parse_u64(*size) : std::nullopt;
    if (!bytes) return bad("an object without a size");
    auto plain = encoded ? percent_decode(*key) : std::optional(std::string(*key));
    if (!plain) return bad("a key that is not encoded as it says");
    out.objects.push_back({*std::move(plain), *bytes});
  }
  const auto truncated = only_child(root, "IsTruncated");
  if (truncated != "true" && truncated != "false") return bad("it does not say whether it goes on");
  if (truncated == "false") return out;
  const auto token = only_child(root, "NextContinuationToken");
  if (!token || token->empty()) return bad("it goes on, and does not say how");
  out.next = std::string(*token);
  return out;
}

std::string s3_listing_query(std::string_view prefix, const std::optional<std::string>& token) {
  std::string query;
  if (token) query = "continuation-token=" + percent_encode(*token) + "&";
  return query + "encoding-type=url&list-type=2&prefix=" + percent_encode(prefix);
}

}  // namespace tlog
