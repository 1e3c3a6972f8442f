#include "libcore/vindex/index_anchor.h"

#include <fmt/core.h>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/vindex/key_map.h"

namespace tlog {

namespace {

// Takes `text` from the front.
bool take(std::string_view& rest, std::string_view text) {
  if (!rest.starts_with(text)) return false;
  rest.remove_prefix(text.size());
  return true;
}

// Takes what is before `end` from the front, and `end`.
std::optional<std::string_view> take_until(std::string_view& rest, std::string_view end) {
  const size_t at = rest.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(at + end.size());
  return taken;
}

}  // namespace

std::string format_index_anchor(const IndexAnchor& anchor) {
  const std::string map = anchor.map.sha256
                              ? fmt::format(R"("map_sha256_hex":"{}")", hex_encode(anchor.map.sha256->bytes))
                              : fmt::format(R"("field":"{}")", anchor.map.field);
  return fmt::format(R"({{{},"root":"{}","tree_size":{},"type":"vindex-root"}})", map, hex_encode(anchor.root.bytes),
                     anchor.tree_size);
}

std::optional<IndexAnchor> parse_index_anchor(std::string_view entry) {
  IndexAnchor anchor;
  std::string_view rest = entry;
  const bool by_field = take(rest, R"({"field":")");
  if (!by_field && !take(rest, R"({"map_sha256_hex":")")) return std::nullopt;
  const auto map = take_until(rest, R"(","root":")"), root = take_until(rest, R"(","tree_size":)"),
             size = take_until(rest, R"(,"type":"vindex-root"})");
  if (!map || !root || !size || !rest.empty()) return std::nullopt;
  if (by_field) {
    if (!is_key_field(*map)) return std::nullopt;
    anchor.map.field = *map;
  } else {
    anchor.map.sha256 = hex_decode_hash(*map);
    if (!anchor.map.sha256) return std::nullopt;
  }
  const auto hash = hex_decode_hash(*root);
  const auto number = parse_u64(*size, kMaxTreeSize);
  if (!hash || !number) return std::nullopt;
  anchor.root = *hash;
  anchor.tree_size = *number;
  return anchor;
}

}  // namespace tlog
