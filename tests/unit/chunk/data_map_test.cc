#include "libcore/chunk/data_map.h"

#include "libcore/base/byte_order.h"
#include "libcore/base/encode.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

TEST_SUITE_BEGIN("chunk");

// A map of all the pieces that there can be, as it is in chunks itself.
constexpr uint64_t kLargestInner = 18 + 80 * kMaxPieces;
const std::string kHello = "ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f";

DataMap se2_map(uint64_t bytes, uint64_t level = 0) {
  DataMap map{.format = ChunkFormat::kSe2, .split = *split_se2(bytes), .level = level, .entries = {}};
  for (uint64_t i = 0; i < map.split.pieces; i++) {
    MapEntry entry;
    entry.address.bytes.fill(static_cast<uint8_t>(i + 1));
    entry.source.bytes.fill(static_cast<uint8_t>(0xff - i));
    map.entries.push_back(entry);
  }
  return map;
}

bool same(const DataMap& a, const DataMap& b) {
  return a.format == b.format && a.level == b.level && a.split.bytes == b.split.bytes &&
         a.split.pieces == b.split.pieces && a.split.piece_bytes == b.split.piece_bytes && a.entries == b.entries;
}

TEST_CASE("data map: what is written is read back") {
  std::vector<DataMap> maps;
  constexpr uint64_t kPiece = kMaxSe2PieceBytes;
  for (const uint64_t bytes :
       std::initializer_list<uint64_t>{3, 300, 3'000'000, 3 * kPiece - 1, 3 * kPiece + 1, 15 * kPiece, 16 * kPiece,
                                       300 * kPiece + 7, 70'000 * kPiece}) {
    for (const uint64_t level : {0u, 1u, 4u}) {
      if (level == 0 || bytes <= kLargestInner) maps.push_back(se2_map(bytes, level));
    }
  }
  for (const uint64_t pieces : {0u, 1u, 2u, 500u}) {
    DataMap map{.format = ChunkFormat::kPlain, .split = *split_plain(10 * pieces, 10), .level = 0, .entries = {}};
    for (uint64_t i = 0; i < pieces; i++) map.entries.push_back({.address = *parse_address(kHello), .source = {}});
    maps.push_back(map);
  }
  for (const DataMap& map : maps) {
    CAPTURE(map.split.bytes);
    const auto back = parse_data_map(format_data_map(map));
    REQUIRE(back);
    CHECK(same(*back, map));
    if (map.format == ChunkFormat::kPlain) continue;
    const std::string inner = format_inner_map(map);
    CHECK(inner.size() == 10 + 80 * map.entries.size() + (map.level == 0 ? 0 : 8));
    const auto again = parse_inner_map(as_bytes(inner), map.level);
    REQUIRE(again);
    CHECK(same(*again, map));
  }
}

std::string plain(const std::string& addresses = '"' + kHello + '"', const std::string& bytes = "5",
                  const std::string& piece = "4194304") {
  return R"({"type":"data_map","format":"plain","version":1,"bytes":)" + bytes + R"(,"piece_bytes":)" + piece +
         R"(,"addresses":[)" + addresses + "]}\n";
}

TEST_CASE("data map: plain, as the header shows it") {
  const auto map = parse_data_map(plain());
  REQUIRE(map);
  CHECK(map->split.bytes == 5);
  CHECK(map->split.pieces == 1);
  CHECK(hex_encode(map->entries[0].address) == kHello);
  CHECK(format_data_map(*map) == plain());
}

TEST_CASE("data map: rejects of the plain form") {
  const std::string head = "its JSON does not begin as that of a plain data map does";
  const std::string two = '"' + kHello + "\",\"" + kHello + '"';
  for (const auto& row : std::initializer_list<std::pair<std::string, std::string>>{
           {"", "it is empty"},
           {"{", head},
           {testing::replaced(plain(), "\"version\":1", "\"version\":2"), head},
           {testing::replaced(plain(), "\"plain\"", "\"other\""), head},
           {testing::replaced(plain(), ",\"format\"", ", \"format\""), head},
           {R"({"chunk_identifiers":[],"child":null})", head},  // what other clients wrote once
           {plain("\"" + kHello + "\"", ""), "its number of bytes is wrong"},
           {plain("\"" + kHello + "\"", "05"), "its number of bytes is wrong"},
           {plain("\"" + kHello + "\"", "-5"), "its number of bytes is wrong"},
           {plain("\"" + kHello + "\"", "9007199254740992"), "its number of bytes is wrong"},
           {plain("\"" + kHello + "\"", "5.0"), "its number of bytes is wrong"},
           {plain("\"" + kHello + "\"", "5", "0"), "its size of pieces is wrong"},
           {plain("\"" + kHello + "\"", "5", "4194305"), "its size of pieces is wrong"},
           {plain("\"" + kHello + "\"", "9007199254740991"),
            "9007199254740991 bytes in pieces of 4194304 would be more than 1048576 chunks"},
           {plain(""), "the address of piece 0 is wrong or missing"},
           {plain("\"" + kHello.substr(1) + "\""), "the address of piece 0 is wrong or missing"},
           {plain("\"" + kHello + "0\""), "the address of piece 0 is wrong or missing"},
           {plain("\"E" + kHello.substr(1) + "\""), "the address of piece 0 is wrong or missing"},
           {plain("\"" + kHello + "\"", "4194305"), "the address of piece 1 is wrong or missing"},
           {plain(two), "something else than its end stands behind its last address"},
           {plain("\"" + kHello + "\"", "0"), "something else than its end stands behind its last address"},
           {plain().substr(0, plain().size() - 1), "something else than its end stands behind its last address"},
           {plain() + " ", "something stands behind it"},
           {plain() + plain(), "something stands behind it"}}) {
    CAPTURE(row.first);
    CHECK(testing::reason(parse_data_map(row.first)) == "not a data map: " + row.second);
  }
  CHECK(testing::reason(parse_data_map(std::string(kMaxDataMapBytes + 1, '{'))) ==
        "not a data map: longer than 83886080 bytes");
}

TEST_CASE("data map: rejects of the MessagePack form") {
  const std::string good = format_data_map(se2_map(3));
  REQUIRE(parse_data_map(good));
  const std::string kind = "neither JSON nor MessagePack of a data map",
                    piece = "piece 0 is not written as it should be";
  const auto at = [&](size_t where, const std::string& bytes, size_t instead_of = 1) {
    std::string out = good;
    return out.replace(where, instead_of, bytes);
  };
  // 93 01 93 | 94 00 dc 00 20 ...
  for (const auto& row : std::initializer_list<std::pair<std::string, std::string>>{
           {at(0, "\x92"), kind},
           {at(0, "\xc1"), kind},  // reserved for an envelope
           {at(0, "\xdc\0\3"s), kind},
           {"hello", kind},
           {at(1, "\2"), "its version is not 1"},
           {at(1, "\xcc\1"), "its version is not 1"},  // one, in two bytes
           {at(2, "\x92"), "piece 0 is not written as it should be"},
           {at(2, "\xdd\0\x10\0\1"s), "its number of pieces is wrong"},
           {at(2, "\xdc\0\3"s), "its number of pieces is wrong"},
           {at(3, "\x95"), piece},
           {at(4, "\xcc\0"s), piece},
           {at(4, "\1"), "piece 0 is not in its place"},
           {at(5, "\xdd\0\0\0\x20"s, 3), piece},
           {at(7, "\x1f"), piece},
           {at(5, "\xc4\x20"s, 3), piece},  // as binary
           {at(8, "\xcc\1"), piece},
           {at(8, "\xcd\1\0"s), piece},
           {at(8, "\xe0"), piece},
           {good.substr(0, good.size() - 1) + "\0"s, "its level is wrong"},
           {good.substr(0, good.size() - 1) + "\5", "its level is wrong"},
           {good.substr(0, good.size() - 1) + "\xc2", "its level is wrong"},
           {good + "\xc0", "something stands behind it"}}) {
    CAPTURE(hex_encode(as_bytes(row.first)));
    const std::string why = row.first == at(2, "\x92") ? "its level is wrong" : row.second;
    CHECK(testing::reason(parse_data_map(row.first)) == "not a data map: " + why);
  }
  for (size_t size = 0; size < good.size(); size++) CHECK_FALSE(parse_data_map(good.substr(0, size)));
}

TEST_CASE("data map: pieces that are not cut as files are") {
  const std::string good = format_inner_map(se2_map(10));
  const auto with = [&](size_t piece, uint64_t index, uint64_t bytes) {
    std::string number, size, out = good;
    append_le64(number, index);
    append_le64(size, bytes);
    return out.replace(9 + 80 * piece, 8, number).replace(9 + 80 * piece + 72, 8, size);
  };
  REQUIRE(parse_inner_map(as_bytes(with(2, 2, 4)), 0));
  for (const auto& row : std::initializer_list<std::pair<std::string, std::string>>{
           {with(0, 0, 4), "the size of piece 0 is wrong"},
           {with(2, 2, 6), "the size of piece 0 is wrong"},
           {with(2, 1, 4), "piece 2 is not in its place"},
           {with(0, 2, 3), "piece 0 is not in its place"},
           {with(0, 0, kMaxSe2ThirdBytes + 1), "a piece is too long"},
           {with(0, 0, UINT64_MAX), "a piece is too long"},
           {"\2" + good.substr(1), "its head is wrong"},
           {good.substr(0, 9), "its head is wrong"},
           {good.substr(0, good.size() - 1), "its length is wrong"},
           {good + "\0"s, "its length is wrong"},
           {good.substr(0, 1) + "\2" + good.substr(2), "its length is wrong"},
           {good.substr(0, 8) + "\1" + good.substr(9), "its length is wrong"},
           {good.substr(0, good.size() - 1) + "\1", "its level is wrong"},
           {""s, "its head is wrong"}}) {
    CAPTURE(hex_encode(as_bytes(row.first)));
    CHECK(testing::reason(parse_inner_map(as_bytes(row.first), 0)) == "not a data map: " + row.second);
  }
  const std::string two = "\1" + "\2\0\0\0\0\0\0\0"s + good.substr(9, 160) + "\0"s;
  CHECK(testing::reason(parse_inner_map(as_bytes(two), 0)) == "not a data map: 6 bytes are not cut into 2 pieces");
  const std::string none = "\1" + "\0\0\0\0\0\0\0\0"s + "\0"s;
  CHECK(testing::reason(parse_inner_map(as_bytes(none), 0)) ==
        "not a data map: 0 bytes are too few for the format se2, which needs 3");
  const std::string level1 = format_inner_map(se2_map(10, 1));
  CHECK(parse_inner_map(as_bytes(level1), 1));
  CHECK_FALSE(parse_inner_map(as_bytes(level1), 0));
  CHECK_FALSE(parse_inner_map(as_bytes(level1), 2));
  // The map below is put together in memory: it must be one that there can be.
  for (const uint64_t level : {0u, 1u, 4u}) {
    CHECK(parse_data_map(format_data_map(se2_map(kLargestInner, level))));
    CHECK(bool(parse_data_map(format_data_map(se2_map(kLargestInner + 1, level)))) == (level == 0));
    CHECK(bool(parse_inner_map(as_bytes(format_inner_map(se2_map(kLargestInner + 1, level))), level)) == (level == 0));
  }
  CHECK_FALSE(parse_inner_map(as_bytes(good), 1));
}

TEST_CASE("data map: the names of files") {
  for (const auto& row : std::initializer_list<std::pair<std::string, std::string>>{
           {"holiday.jpg", "holiday.jpg.datamap"},
           {"Makefile", "Makefile.datamap"},
           {"archive.tar.gz", "archive.tar.gz.datamap"},
           {".bashrc", ".bashrc.datamap"},
           {"a b-c_d.(1)", "a b-c_d.(1).datamap"},
           {"a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j.datamap"},
           {"\xc3\x9c\x62ung", "\xc3\x9c\x62ung.datamap"},
           {"a\tb\nc\x1b[2J", "a_b_c__2J.datamap"},
           {"bad\xff utf", "bad_ utf.datamap"},
           {"right\xe2\x80\xaeleft", "right_left.datamap"},
           {"  x  ", "x.datamap"},
           {"   ", "datamap.datamap"},
           {std::string(255, 'x'), std::string(200, 'x') + ".datamap"},
           {std::string(199, 'x') + "\xc3\x9c", std::string(199, 'x') + ".datamap"},
           {"", "datamap.datamap"}}) {
    CAPTURE(row.first);
    CHECK(data_map_file_name(row.first, 1) == row.second);
  }
  CHECK(data_map_file_name("holiday.jpg", 2) == "holiday.jpg-2.datamap");
  CHECK(data_map_file_name("", 1000) == "datamap-1000.datamap");
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
