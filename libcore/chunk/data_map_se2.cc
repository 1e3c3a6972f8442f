#include "libcore/chunk/data_map_se2.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "libcore/base/assert.h"
#include "libcore/base/byte_order.h"

namespace tlog {

namespace {

constexpr uint64_t kVersion = 1;
constexpr uint64_t kMaxInnerBytes = 18 + 80 * kMaxPieces;  // of a map in its inner form

Error malformed(std::string reason) { return Error(Errc::kMalformed, "not a data map: " + std::move(reason)); }

// What both forms say, before it is known to hang together.
struct Listed {
  uint64_t index = 0, bytes = 0;
  MapEntry entry;
};

Result<DataMap> make_map(std::vector<Listed> listed, uint64_t level) {
  uint64_t bytes = 0;
  for (const Listed& piece : listed) bytes += piece.bytes;  // each is at most kMaxChunkBytes, and so are their number
  if (level > 0 && bytes > kMaxInnerBytes) return malformed("the map below it is larger than a map can be");
  auto split = split_se2(bytes);
  if (!split) return malformed(split.error().message());
  DataMap map{.format = ChunkFormat::kSe2, .split = *split, .level = level, .entries = {}};
  if (listed.size() != split->pieces) {
    return malformed(fmt::format("{} bytes are not cut into {} pieces", bytes, listed.size()));
  }
  map.entries.reserve(listed.size());
  for (size_t i = 0; i < listed.size(); i++) {
    if (listed[i].index != i) return malformed(fmt::format("piece {} is not in its place", i));
    if (listed[i].bytes != split->bytes_of(i)) return malformed(fmt::format("the size of piece {} is wrong", i));
    map.entries.push_back(listed[i].entry);
  }
  return map;
}

constexpr uint8_t kNil = 0xc0, kUint8 = 0xcc, kArray16 = 0xdc, kFixArray = 0x90;

void append_uint(std::string& out, uint64_t number) {
  if (number < 0x80) {
    out += static_cast<char>(number);
    return;
  }
  unsigned size = 0;  // 1, 2, 4 or 8 bytes
  while (size < 3 && (number >> (8u << size)) != 0) size++;
  out += static_cast<char>(kUint8 + size);
  for (unsigned shift = 8u << size; shift > 0; shift -= 8) out += static_cast<char>(number >> (shift - 8));
}

void append_array(std::string& out, uint64_t count) {
  if (count < 16) {
    out += static_cast<char>(kFixArray | count);
  } else if (count <= 0xffff) {
    out += static_cast<char>(kArray16);
    out += static_cast<char>(count >> 8);
    out += static_cast<char>(count);
  } else {
    out += static_cast<char>(kArray16 + 1);
    append_be32(out, static_cast<uint32_t>(count));
  }
}

void append_hash(std::string& out, const std::array<uint8_t, 32>& hash) {
  append_array(out, hash.size());
  for (const uint8_t byte : hash) append_uint(out, byte);
}

class MsgpackReader {
 public:
  explicit MsgpackReader(ByteView bytes) : rest_(bytes) {}

  std::optional<uint64_t> take_uint() {
    const auto head = take_be(1);
    if (!head) return std::nullopt;
    if (*head < 0x80) return head;
    if (*head < kUint8 || *head > kUint8 + 3) return std::nullopt;
    const auto size = static_cast<unsigned>(*head - kUint8);
    const auto number = take_be(size_t{1} << size);
    // Not what fewer bytes can say.
    if (!number || *number < 0x80 || (size > 0 && *number >> (4u << size) == 0)) return std::nullopt;
    return number;
  }
  std::optional<uint64_t> take_array() {
    const auto head = take_be(1);
    if (!head) return std::nullopt;
    if ((*head & 0xf0) == kFixArray) return *head & 0x0f;
    if (*head != kArray16 && *head != kArray16 + 1) return std::nullopt;
    const auto count = take_be(*head == kArray16 ? 2 : 4);
    if (!count || *count < 16 || (*head != kArray16 && *count <= 0xffff)) return std::nullopt;
    return count;
  }
  bool take_hash(std::array<uint8_t, 32>& hash) {
    if (take_array() != hash.size()) return false;
    for (uint8_t& byte : hash) {
      const auto value = take_uint();
      if (!value || *value > 0xff) return false;
      byte = static_cast<uint8_t>(*value);
    }
    return true;
  }
  bool take_nil() {
    if (rest_.empty() || rest_[0] != kNil) return false;
    rest_ = rest_.subspan(1);
    return true;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::optional<uint64_t> take_be(size_t size) {
    if (rest_.size() < size) return std::nullopt;
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) number = number << 8 | rest_[i];
    rest_ = rest_.subspan(size);
    return number;
  }
  ByteView rest_;
};

}  // namespace

std::string format_msgpack_map(const DataMap& map) {
  std::string out;
  append_array(out, 3);
  append_uint(out, kVersion);
  append_array(out, map.entries.size());
  for (size_t i = 0; i < map.entries.size(); i++) {
    append_array(out, 4);
    append_uint(out, i);
    append_hash(out, map.entries[i].address.bytes);
    append_hash(out, map.entries[i].source.bytes);
    append_uint(out, map.split.bytes_of(i));
  }
  if (map.level == 0) {
    out += static_cast<char>(kNil);
  } else {
    append_uint(out, map.level);
  }
  return out;
}

Result<DataMap> parse_msgpack_map(ByteView bytes) {
  MsgpackReader reader(bytes);
  if (reader.take_array() != 3) return malformed("neither JSON nor MessagePack of a data map");
  if (reader.take_uint() != kVersion) return malformed(fmt::format("its version is not {}", kVersion));
  const auto count = reader.take_array();
  if (!count || *count > kMaxPieces) return malformed("its number of pieces is wrong");
  std::vector<Listed> listed;
  for (uint64_t i = 0; i < *count; i++) {
    Listed piece;
    bool good = reader.take_array() == 4;
    const auto index = good ? reader.take_uint() : std::nullopt;
    good = index && reader.take_hash(piece.entry.address.bytes) && reader.take_hash(piece.entry.source.bytes);
    const auto size = good ? reader.take_uint() : std::nullopt;
    if (!size || *size > kMaxSe2ThirdBytes) return malformed(fmt::format("piece {} is not written as it should be", i));
    piece.index = *index;
    piece.bytes = *size;
    listed.push_back(piece);
  }
  uint64_t level = 0;
  if (!reader.take_nil()) {
    const auto number = reader.take_uint();
    if (!number || *number == 0 || *number > kMaxMapLevel) return malformed("its level is wrong");
    level = *number;
  }
  if (!reader.at_end()) return malformed("something stands behind it");
  return make_map(std::move(listed), level);
}

std::string format_inner_map(const DataMap& map) {
  ASSERT(map.format == ChunkFormat::kSe2 && map.entries.size() == map.split.pieces);
  std::string out(1, static_cast<char>(kVersion));
  out.reserve(18 + 80 * map.entries.size());
  append_le64(out, map.entries.size());
  for (size_t i = 0; i < map.entries.size(); i++) {
    append_le64(out, i);
    out += as_text(map.entries[i].address.bytes);
    out += as_text(map.entries[i].source.bytes);
    append_le64(out, map.split.bytes_of(i));
  }
  out += map.level == 0 ? '\0' : '\1';
  if (map.level > 0) append_le64(out, map.level);
  return out;
}

Result<DataMap> parse_inner_map(ByteView bytes, uint64_t level) {
  constexpr size_t kHead = 9, kPiece = 80;
  const size_t tail = level == 0 ? 1 : 9;
  if (bytes.size() < kHead + tail || bytes[0] != kVersion) return malformed("its head is wrong");
  const uint64_t count = load_le64(bytes.data() + 1);
  if (count > kMaxPieces || bytes.size() != kHead + kPiece * count + tail) return malformed("its length is wrong");
  std::vector<Listed> listed(static_cast<size_t>(count));
  const uint8_t* at = bytes.data() + kHead;
  for (Listed& piece : listed) {
    piece.index = load_le64(at);
    std::copy_n(at + 8, 32, piece.entry.address.bytes.begin());
    std::copy_n(at + 40, 32, piece.entry.source.bytes.begin());
    piece.bytes = load_le64(at + 72);
    if (piece.bytes > kMaxSe2ThirdBytes) return malformed("a piece is too long");
    at += kPiece;
  }
  if (*at != (level == 0 ? 0 : 1) || (level > 0 && load_le64(at + 1) != level)) return malformed("its level is wrong");
  return make_map(std::move(listed), level);
}

}  // namespace tlog
