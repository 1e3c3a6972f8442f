#include "libcore/chunk/data_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "libcore/base/assert.h"
#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/chunk/data_map_se2.h"

namespace tlog {

namespace {

Error malformed(std::string reason) { return Error(Errc::kMalformed, "not a data map: " + std::move(reason)); }

constexpr std::string_view kHead = R"({"type":"data_map","format":"plain","version":1,"bytes":)";
constexpr std::string_view kPieceBytes = R"(,"piece_bytes":)";
constexpr std::string_view kAddresses = R"(,"addresses":[)";
constexpr std::string_view kEnd = "]}\n";
constexpr size_t kMaxStemBytes = 200;  // a file name has 255, and something comes before it and behind it

std::string format_plain(const DataMap& map) {
  std::string out = fmt::format("{}{}{}{}{}", kHead, map.split.bytes, kPieceBytes, map.split.piece_bytes, kAddresses);
  for (size_t i = 0; i < map.entries.size(); i++) {
    if (i > 0) out += ',';
    out += '"';
    out += hex_encode(map.entries[i].address);
    out += '"';
  }
  return out += kEnd;
}

// Walks over text that can be in no other form.
class PlainReader {
 public:
  explicit PlainReader(std::string_view text) : rest_(text) {}

  bool take(std::string_view expected) {
    if (rest_.substr(0, expected.size()) != expected) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  std::optional<uint64_t> take_number(uint64_t max) {
    const auto number = parse_u64(rest_.substr(0, digits()), max);
    rest_.remove_prefix(digits());
    return number;
  }
  std::optional<Address> take_address() {
    const auto address = parse_address(rest_.substr(0, 64));
    rest_.remove_prefix(std::min<size_t>(rest_.size(), 64));
    return address;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  size_t digits() const { return std::min(rest_.find_first_not_of("0123456789"), rest_.size()); }
  std::string_view rest_;
};

Result<DataMap> parse_plain(std::string_view text) {
  PlainReader reader(text);
  if (!reader.take(kHead)) return malformed("its JSON does not begin as that of a plain data map does");
  const auto bytes = reader.take_number(kMaxTreeSize);
  if (!bytes || !reader.take(kPieceBytes)) return malformed("its number of bytes is wrong");
  const auto piece_bytes = reader.take_number(kMaxChunkBytes);
  if (!piece_bytes || *piece_bytes == 0 || !reader.take(kAddresses)) return malformed("its size of pieces is wrong");
  auto split = split_plain(*bytes, *piece_bytes);
  if (!split) return malformed(split.error().message());
  DataMap map{.format = ChunkFormat::kPlain, .split = *split, .level = 0, .entries = {}};
  for (uint64_t i = 0; i < split->pieces; i++) {
    const bool opens = reader.take(i == 0 ? "\"" : ",\"");
    const auto address = opens ? reader.take_address() : std::nullopt;
    if (!address || !reader.take("\"")) return malformed(fmt::format("the address of piece {} is wrong or missing", i));
    map.entries.push_back({.address = *address, .source = {}});
  }
  if (!reader.take(kEnd)) return malformed("something else than its end stands behind its last address");
  if (!reader.at_end()) return malformed("something stands behind it");
  return map;
}

}  // namespace

std::string_view name_of(ChunkFormat format) { return format == ChunkFormat::kPlain ? "plain" : "se2"; }

std::string format_data_map(const DataMap& map) {
  ASSERT(map.entries.size() == map.split.pieces);
  return map.format == ChunkFormat::kPlain ? format_plain(map) : format_msgpack_map(map);
}

Result<DataMap> parse_data_map(std::string_view text) {
  if (text.size() > kMaxDataMapBytes) return malformed(fmt::format("longer than {} bytes", kMaxDataMapBytes));
  if (text.empty()) return malformed("it is empty");
  if (text[0] == '{') return parse_plain(text);
  return parse_msgpack_map(as_bytes(text));
}

std::string data_map_file_name(std::string_view name, unsigned number) {
  std::string out;
  for (size_t at = 0; at < name.size();) {
    const size_t begin = at;
    const auto c = next_code_point(name, &at);
    if (!c) at++;
    if (out.size() + (at - begin) > kMaxStemBytes) break;
    const bool ascii = c && *c < 0x80;
    const bool plain = ascii && (std::string_view(" -_.()").find(static_cast<char>(*c)) != std::string_view::npos ||
                                 (*c >= '0' && *c <= '9') || ((*c | 0x20) >= 'a' && (*c | 0x20) <= 'z'));
    if (c && (plain || (!ascii && !is_hidden(*c) && !is_unicode_space(*c)))) {
      out += name.substr(begin, at - begin);
    } else {
      out += '_';
    }
  }
  out.erase(0, std::min(out.find_first_not_of(' '), out.size()));
  out.erase(out.find_last_not_of(' ') + 1);
  if (out.empty()) out = "datamap";
  if (number > 1) out += fmt::format("-{}", number);
  return out += ".datamap";
}

}  // namespace tlog
