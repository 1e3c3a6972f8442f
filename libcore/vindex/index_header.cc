#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/crypto/sha256.h"
#include "libcore/merkle/tree.h"
#include "libcore/vindex/index_file.h"
#include "libcore/vindex/key_map.h"

namespace tlog {

namespace {

constexpr std::string_view kKind = "vindex 1";
// A key has a record of at least two bytes and an entry of its own or shared with at most this many others.
constexpr uint64_t kMaxKeys = kMaxTreeSize / 128;  // so that no section's length overflows

Error malformed(std::string_view what) { return Error(Errc::kMalformed, fmt::format("not an index: {}", what)); }

// Takes the line "word value" from the front.
Result<std::string_view> take(std::string_view& rest, std::string_view word) {
  const size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  if (end == std::string_view::npos || !line.starts_with(word) || line.size() <= word.size() ||
      line[word.size()] != ' ') {
    return malformed(fmt::format("its header has no '{}' where it belongs", word));
  }
  rest.remove_prefix(end + 1);
  return line.substr(word.size() + 1);
}

Result<uint64_t> take_number(std::string_view& rest, std::string_view word, uint64_t max) {
  TRY(const std::string_view text, take(rest, word));
  const auto number = parse_u64(text, max);
  if (!number) return malformed(fmt::format("'{}' in its header is no such number", word));
  return *number;
}

Result<IndexMap> take_map(std::string_view& rest) {
  TRY(std::string_view text, take(rest, "map"));
  IndexMap map;
  if (text.starts_with("field ") && is_key_field(text.substr(6))) {
    map.field = text.substr(6);
    return map;
  }
  if (text.starts_with("sha256 ")) map.sha256 = hex_decode_hash(text.substr(7));
  if (!map.sha256) return malformed("its header has a map of another kind");
  return map;
}

std::string header_text(const IndexHeader& header) {
  const std::string map =
      header.map.sha256 ? "sha256 " + hex_encode(header.map.sha256->bytes) : "field " + header.map.field;
  const std::string text =
      fmt::format("tlog-tools {}\norigin {}\nsize {}\nroot {}\nmap {}\nkeys {}\nrecords {}\nindex {}\n", kKind,
                  header.origin, header.size.value, base64_encode(header.root), map, header.keys, header.record_bytes,
                  hex_encode(header.index_root.bytes));
  return text + "sum " + base64_encode(sha256(as_bytes(text))) + "\n";
}

}  // namespace

Result<std::string> format_index_header(const IndexHeader& header) {
  std::string text = header_text(header);
  if (text.size() > kIndexHeaderBytes) {
    return Error(Errc::kConfig, fmt::format("the origin is too long for an index: {} bytes", header.origin.size()));
  }
  text.resize(kIndexHeaderBytes);
  return text;
}

Result<IndexHeader> parse_index_header(ByteView bytes) {
  if (bytes.size() < kIndexHeaderBytes) return malformed("it is too short");
  const std::string_view block = as_text(bytes.first(kIndexHeaderBytes));
  std::string_view rest = block;
  IndexHeader header;
  TRY(const std::string_view kind, take(rest, "tlog-tools"));
  if (kind != kKind) return malformed("its header is of another kind or version");
  TRY(const std::string_view origin, take(rest, "origin"));
  header.origin = origin;
  TRY(header.size.value, take_number(rest, "size", kMaxTreeSize));
  TRY(const std::string_view root, take(rest, "root"));
  TRY(header.map, take_map(rest));
  TRY(header.keys, take_number(rest, "keys", kMaxKeys));
  TRY(header.record_bytes, take_number(rest, "records", kMaxTreeSize));
  TRY(const std::string_view index_root, take(rest, "index"));
  const auto log_root = base64_decode_hash(root), tree_root = hex_decode_hash(index_root);
  if (!log_root || !tree_root) return malformed("a root in its header is no hash");
  header.root = *log_root;
  header.index_root = *tree_root;
  TRY(const std::string_view sum, take(rest, "sum"));
  const std::string text = header_text(header);
  if (!text.ends_with(fmt::format("sum {}\n", sum)) || !block.starts_with(text)) {
    return malformed("its header is damaged");
  }
  if (std::any_of(rest.begin(), rest.end(), [](char c) { return c != 0; })) {
    return malformed("something comes behind its header");
  }
  if (!check_origin(header.origin)) return malformed("its header has no origin");
  if (header.size.value == 0 && header.root != empty_root()) return malformed("it has not the root of an empty log");
  if (header.keys == 0 && header.index_root != Hash{}) return malformed("it has not the root of no keys");
  return header;
}

void append_varint(std::string& out, uint64_t number) {
  for (; number >= 0x80; number >>= 7) out.push_back(static_cast<char>(number | 0x80));
  out.push_back(static_cast<char>(number));
}

std::optional<uint64_t> take_varint(ByteView& bytes) {
  uint64_t number = 0;
  for (size_t at = 0; at < bytes.size() && at * 7 < 56; at++) {
    number |= uint64_t{bytes[at] & 0x7fu} << (7 * at);
    if (bytes[at] & 0x80) continue;
    if ((at > 0 && bytes[at] == 0) || number > kMaxTreeSize) return std::nullopt;
    bytes = bytes.subspan(at + 1);
    return number;
  }
  return std::nullopt;
}

}  // namespace tlog
