#include "libcore/chunk/encoder.h"

#include <set>

#include "libcore/base/encode.h"
#include "libcore/crypto/blake3.h"
#include "tests/unit/chunk/sample.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("chunk");

struct Encoded {
  DataMap map;
  std::vector<Chunk> chunks;  // in the order in which they came
};

Encoded encode(ByteView file, ChunkFormat format, uint64_t piece_bytes = kMaxChunkBytes) {
  const auto split = format == ChunkFormat::kSe2 ? split_se2(file.size()) : split_plain(file.size(), piece_bytes);
  REQUIRE(split);
  Encoded out{.map = {.format = format, .split = *split, .level = 0, .entries = {}}, .chunks = {}};
  out.map.entries.resize(split->pieces);
  PieceOrder order(format, *split);
  const auto add = [&](std::optional<Piece> piece) {
    if (!piece) return false;
    out.chunks.push_back(make_chunk(std::move(*piece)));
    out.map.entries[out.chunks.back().piece] = out.chunks.back().entry;
    return true;
  };
  while (const uint64_t n = order.next_bytes()) {
    add(order.add(Bytes(file.begin(), file.begin() + static_cast<ptrdiff_t>(n))));
    file = file.subspan(n);
  }
  while (add(order.take_kept())) {
  }
  CHECK(file.empty());
  return out;
}

Bytes stored_of(const Encoded& encoded, uint64_t piece) {
  for (const Chunk& chunk : encoded.chunks) {
    if (chunk.piece == piece) return chunk.bytes;
  }
  FAIL("no such piece");
  return {};
}

Result<Bytes> opened(const DataMap& map, uint64_t piece, const Bytes& stored) {
  Bytes room;
  TRY(const ByteView view, open_chunk(map, piece, stored, room));
  return Bytes(view.begin(), view.end());
}

Bytes decode(const Encoded& encoded) {
  Bytes out;
  for (uint64_t i = 0; i < encoded.map.entries.size(); i++) {
    const Bytes stored = stored_of(encoded, i);
    CHECK(address_of(stored) == encoded.map.entries[i].address);
    const auto piece = opened(encoded.map, i, stored);
    REQUIRE(piece);
    out.insert(out.end(), piece->begin(), piece->end());
  }
  return out;
}

TEST_CASE("encoder: abc, and its data map in both forms") {
  const Encoded abc = encode(as_bytes("abc"), ChunkFormat::kSe2);
  REQUIRE(abc.map.entries.size() == 3);
  CHECK(hex_encode(abc.map.entries[0].address) == "32af05d19c6eb43fe9aa2fd3db6b538ed85087c1885e619895fd877e1c8949ce");
  CHECK(hex_encode(abc.map.entries[1].address) == "536e602b1ac011260741754731864012d9b9e5772ed77cb64fa4c69ccd4f799b");
  CHECK(hex_encode(abc.map.entries[2].address) == "68fe81d4f9b351e5cfc3debde4d1be81ab23d667dd9b5e9f05662f6263514998");
  for (const Chunk& chunk : abc.chunks) CHECK(chunk.bytes.size() == 21);
  const std::string msgpack = format_data_map(abc.map);
  CHECK(msgpack.size() == 317);
  CHECK(hex_encode(blake3(as_bytes(msgpack)).bytes) ==
        "62d184f5a8a6f0586f82e3a08358a4bdc32f7b3660125ff36de650fd323654b7");
  const std::string inner = format_inner_map(abc.map);
  CHECK(inner.size() == 250);
  CHECK(hex_encode(blake3(as_bytes(inner)).bytes) ==
        "8ed7cffa885aa7f9ea938312c7aeb0dc99dd67164be73f27497cfaaeb1c9cb05");
  CHECK(as_text(decode(abc)) == "abc");
}

TEST_CASE("encoder: three equal pieces become three different chunks") {
  Bytes file(3072);
  for (size_t i = 0; i < file.size(); i++) file[i] = static_cast<uint8_t>(i);
  const Encoded encoded = encode(file, ChunkFormat::kSe2);
  CHECK(hex_encode(encoded.map.entries[0].address) ==
        "c6b84fd87ceea886a57987013b7fc3f04bb0ebed4860ea5dc57a70b150c10966");
  CHECK(hex_encode(encoded.map.entries[1].address) ==
        "5291275d2f17eb72a3e36ed0b8693e22bd83f90c63a1f90db1a5e2e0e87b9c7f");
  CHECK(hex_encode(encoded.map.entries[2].address) ==
        "7ccbe98cfce54a0bad601a13c488465925b4ac96253ccb23231f51ce11585ca9");
  CHECK(encoded.map.entries[0].source == encoded.map.entries[2].source);
  for (const Chunk& chunk : encoded.chunks) CHECK(chunk.bytes.size() == 273);
  CHECK(decode(encoded) == file);
}

TEST_CASE("encoder: a file of four pieces, and its data map in chunks") {
  const Bytes file = testing::Xorshift64(testing::kSampleSeed).bytes(12'570'625);
  CHECK(hex_encode(blake3(file).bytes) == "ce563e55019f2f57fcecd6b2951eb401b1a431e5566cc1fcbdd36e37a3b27dac");
  const Encoded encoded = encode(file, ChunkFormat::kSe2);
  std::vector<uint64_t> order;
  for (const Chunk& chunk : encoded.chunks) order.push_back(chunk.piece);
  CHECK(order == std::vector<uint64_t>{2, 3, 0, 1});
  CHECK(decode(encoded) == file);

  DataMap map = encoded.map;
  const std::vector<Chunk> more = shrink(map);
  CHECK(more.size() == 3);  // seven in all
  CHECK(map.level == 1);
  CHECK(map.entries.size() == 3);
  const std::string inner = format_inner_map(encoded.map);
  CHECK(inner.size() == 10 + 80 * 4);
  CHECK(map.split.bytes == inner.size());
  const Encoded outer{.map = map, .chunks = more};
  CHECK(as_text(decode(outer)) == inner);
  const auto back = parse_inner_map(as_bytes(inner), 0);
  REQUIRE(back);
  CHECK(back->entries == encoded.map.entries);
  // Of another level the keys are others.
  DataMap wrong = map;
  wrong.level = 2;
  CHECK(testing::reason(opened(wrong, 0, stored_of(outer, 0))) ==
        "piece 0: it was not encrypted with the keys of the data map");
}

TEST_CASE("encoder: sizes around the borders come back") {
  testing::Xorshift64 random(testing::kSampleSeed);
  std::vector<size_t> sizes;
  for (size_t size = 3; size < 40; size++) sizes.push_back(size);
  for (const size_t size : {3071u, 3072u, 3073u, 100'000u}) sizes.push_back(size);
  sizes.push_back(3 * kMaxSe2PieceBytes - 1);
  sizes.push_back(3 * kMaxSe2PieceBytes);
  for (const size_t size : sizes) {
    CAPTURE(size);
    const Bytes file = random.bytes(size);
    const Encoded first = encode(file, ChunkFormat::kSe2), second = encode(file, ChunkFormat::kSe2);
    REQUIRE(decode(first) == file);
    REQUIRE(first.map.entries == second.map.entries);  // the same file, the same chunks
    std::set<Address> addresses;
    for (const Chunk& chunk : first.chunks) {
      CHECK(addresses.insert(chunk.entry.address).second);
      CHECK(chunk.bytes.size() <= kMaxChunkBytes);
    }
    DataMap map = first.map;
    CHECK(shrink(map).empty());  // three pieces are few enough
  }
}

TEST_CASE("encoder: plain pieces") {
  testing::Xorshift64 random(1);
  for (const size_t size : {0u, 1u, 9u, 10u, 11u, 20u, 1000u}) {
    const Bytes file = random.bytes(size);
    const Encoded encoded = encode(file, ChunkFormat::kPlain, 10);
    CHECK(encoded.chunks.size() == (size + 9) / 10);
    for (size_t i = 0; i < encoded.chunks.size(); i++) CHECK(encoded.chunks[i].piece == i);
    CHECK(decode(encoded) == file);
    DataMap map = encoded.map;
    CHECK(shrink(map).empty());
  }
  const Encoded two = encode(as_bytes("hello there"), ChunkFormat::kPlain, 5);
  CHECK(two.chunks[0].entry.address == address_of(as_bytes("hello")));
  CHECK(testing::reason(opened(two.map, 2, Bytes(2))) == "the data map says that piece 2 has 1 bytes, its chunk has 2");
}

TEST_CASE("encoder: a chunk that does not go with the data map") {
  const Encoded encoded = encode(as_bytes("abcdefghi"), ChunkFormat::kSe2);
  const std::string keys = "it was not encrypted with the keys of the data map";
  CHECK(testing::reason(opened(encoded.map, 0, stored_of(encoded, 1))) == "piece 0: " + keys);
  for (size_t i = 0; i < 3; i++) {  // every source goes into the key of every one of three chunks
    DataMap map = encoded.map;
    map.entries[i].source.bytes[31] ^= 1;
    for (size_t piece = 0; piece < 3; piece++) {
      CHECK(testing::reason(opened(map, piece, stored_of(encoded, piece))) ==
            "piece " + std::to_string(piece) + ": " + keys);
    }
  }
  // Sealed with the right keys, but of another text: only who makes such a chunk on purpose gets that far.
  const Se2Sources sources = {encoded.map.entries[0].source, encoded.map.entries[2].source,
                              encoded.map.entries[1].source};
  CHECK(testing::reason(opened(encoded.map, 0, se2_seal(as_bytes("xyz"), se2_keys(sources, 0, 0)))) ==
        "piece 0 is not what the data map says");
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
