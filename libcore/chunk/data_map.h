#pragma once
// A data map says of which chunks a file is made: whoever has it can fetch the file, and of se2 chunks only who has it
// can read them. Files of data maps end in `.datamap`. There are two kinds.
//
// plain: one line of JSON, exactly as it stands here, but for the numbers and the addresses (one for each piece):
//
//   {"type":"data_map","format":"plain","version":1,"bytes":5,"piece_bytes":4194304,"addresses":["ea8f163d..."]}
//
// se2: MessagePack, as Autonomi's clients write it; integers in their shortest form, a hash as an array of 32 of them:
//
//   [1, [[index, address, source, bytes], ...], level or nil]
//
// `source` is BLAKE3 of the piece. A map with more than three pieces is large, and as secret as the file: it is put
// into chunks of se2 itself (encoder.h, shrink()), of which the map of level 1 is stored instead, and so on until three
// are left. In the chunks a map is written in another way (the `inner` form below): u8 1, u64le count, for each piece
// u64le index || address || source || u64le bytes, then 0, or 1 and u64le level.
//
// Read is what would be written, and nothing else: the pieces in order, of the sizes of split.h.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/chunk/address.h"
#include "libcore/chunk/split.h"

namespace tlog {

enum class ChunkFormat : uint8_t { kPlain, kSe2 };
std::string_view name_of(ChunkFormat format);  // as options and records have it: plain, se2

struct MapEntry {
  Address address;
  Hash source;  // of se2
  bool operator==(const MapEntry&) const = default;
};

struct DataMap {
  ChunkFormat format = ChunkFormat::kPlain;
  Split split;                    // of the file, or of the map of the level below
  uint64_t level = 0;             // of se2
  std::vector<MapEntry> entries;  // one for each piece
};

// What a file of a data map has at most: kMaxPieces addresses in JSON. (Maps of se2 are small, unless others wrote
// them.)
constexpr size_t kMaxDataMapBytes = size_t{80} << 20;
// Each level has a fifty thousandth of the pieces of the one below.
constexpr uint64_t kMaxMapLevel = 4;

std::string format_data_map(const DataMap& map);
// malformed: with the reason.
Result<DataMap> parse_data_map(std::string_view text);

// The inner form, of se2 alone.
std::string format_inner_map(const DataMap& map);
// `level` is the one that the map must have.
Result<DataMap> parse_inner_map(ByteView bytes, uint64_t level);

// The name of the file for the data map of a file of this name (without folders): letters, digits, blanks and -_.()
// stay, as does what lies beyond ASCII and can be seen; anything else becomes _. The `number`th that is needed, from 1:
// "a.txt.datamap", "a.txt-2.datamap", ...
std::string data_map_file_name(std::string_view name, unsigned number);
// How many of them are tried.
constexpr unsigned kMaxDataMapNames = 1000;

}  // namespace tlog
