#include "libcore/conda/shards.h"

#include <string>
#include <vector>

#include "libcore/compress/load.h"
#include "libcore/conda/repodata.h"
#include "libcore/crypto/sha256.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;
using tlog::as_bytes;
using tlog::parse_shard_index;
using tlog::testing::reason;
using tlog::testing::test_file;

namespace {

// MessagePack, as little of it as the tests need.
std::string text(const std::string& value) { return std::string(1, static_cast<char>(0xa0 + value.size())) + value; }
std::string hash_of(char fill, size_t size = 32) {
  return "\xc4" + std::string(1, static_cast<char>(size)) + std::string(size, fill);
}
std::string map(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string out(1, static_cast<char>(0x80 + members.size()));
  for (const auto& [key, value] : members) out += text(key) + value;
  return out;
}
const std::string kOne = "\x01";

std::string fault(const std::string& msgpack) { return reason(parse_shard_index(as_bytes(msgpack))); }

// What is wrong with a file that is named by its own hash.
std::string shard_fault(const std::string& file) {
  return reason(tlog::decode_shard({"x", tlog::sha256(as_bytes(file))}, as_bytes(file)));
}

std::string prefix(const std::string& path, const std::string& base) {
  const auto found = tlog::local_shard_prefix(path, base);
  return found ? *found : "refused";
}

std::string walk(const tlog::Repodata& repodata) {
  tlog::Repodata::Walk packages(repodata, tlog::EntryOrder::kFilename);
  std::string out;
  while (const auto package = packages.next()) {
    out += std::string(tlog::section_name(package->section)) + "/" + package->filename.unescaped() + "=" +
           std::string(package->record) + " ";
  }
  return out;
}

}  // namespace

TEST_SUITE("conda/shards") {
  TEST_CASE("an index") {
    const auto index = parse_shard_index(as_bytes(map(
        {{"version", kOne},
         {"info", map({{"subdir", text("linux-64")}, {"shards_base_url", text("./s/")}, {"new", "\x93\x01\x02\xc0"}})},
         {"shards", map({{"b", hash_of(1)}, {"a", hash_of(2)}, {"b", hash_of(3)}, {"", hash_of(4)}})},
         {"more", "\xc0"}})));
    REQUIRE_MESSAGE(index, reason(index));
    CHECK(index->subdir == "linux-64");
    CHECK(index->base == "./s/");
    REQUIRE(index->shards.size() == 3);
    CHECK(index->shards[0].name.empty());
    CHECK(index->shards[1].name == "a");
    CHECK(index->shards[2].name == "b");
    CHECK(index->shards[2].hash.bytes[31] == 3);  // the last one counts
    CHECK(tlog::shard_filename(index->shards[1].hash) ==
          "0202020202020202020202020202020202020202020202020202020202020202.msgpack.zst");
  }

  TEST_CASE("an index that says little") {
    const auto index = parse_shard_index(as_bytes(map({{"shards", "\x80"}, {"version", kOne}, {"info", "\xc0"}})));
    REQUIRE_MESSAGE(index, reason(index));
    CHECK(!index->subdir);
    CHECK(index->base.empty());
    CHECK(index->shards.empty());
  }

  TEST_CASE("an index of another writer") {
    const std::string info = map({{"subdir", text("noarch")}, {"base_url", text("")}, {"shards_base_url", text("")}});
    const std::string shards = map({{"a", hash_of(1)}});
    for (const std::string& members :
         {map({{"info", info}, {"shards", shards}}),  // as rattler-index has it, and conda-index
          map({{"info", info}, {"repodata_version", kOne}, {"removed", "\x90"}, {"shards", shards}}),
          map({{"info", info}, {"repodata_version", "\x02"}, {"removed", "\x90"}, {"shards", shards}}),
          map({{"version", "\xc0"}, {"info", info}, {"shards", shards}})}) {
      const auto index = parse_shard_index(as_bytes(members));
      REQUIRE_MESSAGE(index, reason(index));
      CHECK(index->subdir == "noarch");
      CHECK(index->base.empty());
      CHECK(index->shards.size() == 1);
    }
  }

  TEST_CASE("no index") {
    const std::string shards = map({{"a", hash_of(1)}});
    const auto with_info = [&](const std::string& key, const std::string& value) {
      return fault(map({{"version", kOne}, {"shards", shards}, {"info", map({{key, value}})}}));
    };
    const std::string at = "not an index of shards: ";
    CHECK(fault("\x90") == at + "not a map");
    CHECK(fault("\x81") == at + "not msgpack: it ends in the middle");
    CHECK(fault("\x80\xc0") == at + "not msgpack: something stands behind it");
    CHECK(fault("\x80") == at + "no map \"shards\"");
    CHECK(fault(map({{"packages", "\x80"}})) == at + "no map \"shards\"");
    CHECK(fault(map({{"version", kOne}, {"shards", "\x90"}})) == at + "no map \"shards\"");
    CHECK(fault(map({{"version", "\x02"}, {"shards", shards}})) == at + "version is 2, not 1");
    CHECK(fault(map({{"version", "\xff"}, {"shards", shards}})) == at + "version is -1, not 1");
    CHECK(fault(map({{"version", text("1")}, {"shards", shards}})) == at + "version is not a number");
    CHECK(fault(map({{"version", kOne}, {"repodata_version", "\x03"}, {"shards", shards}})) ==
          at + "repodata_version is 3, not 1 or 2");
    CHECK(fault(map({{"repodata_version", "\x00"s}, {"shards", shards}})) == at + "repodata_version is 0, not 1 or 2");
    CHECK(fault(map({{"repodata_version", "\xc3"}, {"shards", shards}})) == at + "repodata_version is not a number");
    CHECK(fault(map({{"version", kOne}, {"shards", shards}, {"info", "\x90"}})) == at + "\"info\" is not a map");
    CHECK(with_info("subdir", kOne) == at + "info.subdir is not a string");
    CHECK(with_info("shards_base_url", kOne) == at + "info.shards_base_url is not a string");
    CHECK(with_info("subdir", "\xda\x04\x01" + std::string(1025, 'x')) == at + "info.subdir is longer than 1024 bytes");
    CHECK(with_info("shards_base_url", "\xda\x10\x01" + std::string(4097, 'x')) ==
          at + "info.shards_base_url is longer than 4096 bytes");
    for (const auto& hash : {hash_of(1, 31), hash_of(1, 33), "\xc4\x00"s, "\xc0"s, kOne, "\x80"s, text("ab")}) {
      CHECK(fault(map({{"version", kOne}, {"shards", map({{"a\x1b", hash}})}})) ==
            at + "the shard of \"a\\x1b\" is not named by 32 bytes");
    }
  }

  TEST_CASE("a real channel") {
    const std::string folder = "data/repodata/sharded/linux-64/";
    tlog::PieceLoader loader(1000);
    REQUIRE(loader.take(as_bytes(test_file(folder + "repodata_shards.msgpack.zst"))).ok());
    const auto bytes = loader.finish();
    REQUIRE(bytes);
    const auto index = parse_shard_index(as_bytes(bytes->text()));
    REQUIRE_MESSAGE(index, reason(index));
    CHECK(index->subdir == "linux-64");
    REQUIRE(index->shards.size() == 2);
    for (const tlog::ShardRef& ref : index->shards) {
      const std::string file = test_file(folder + tlog::shard_filename(ref.hash));
      const auto json = tlog::decode_shard(ref, as_bytes(file));
      REQUIRE_MESSAGE(json, reason(json));
      CHECK(json->starts_with("{\"packages\":{\"" + ref.name + "-"));
      for (size_t bit = 0; bit < file.size() * 8; bit += 7) {
        const auto flipped = tlog::decode_shard(ref, as_bytes(tlog::testing::with_flipped_bit(file, bit)));
        CHECK(reason(flipped).starts_with("its SHA-256 is "));
      }
      CHECK(reason(tlog::decode_shard(ref, as_bytes(file.substr(1)))).starts_with("its SHA-256 is "));
      CHECK(reason(tlog::decode_shard(ref, {})).starts_with("its SHA-256 is e3b0c442"));
    }
  }

  TEST_CASE("a shard with the right hash that is none") {
    CHECK(shard_fault("") == "not msgpack: no bytes at all");
    CHECK(shard_fault("\xc1") == "not msgpack: a byte that begins no value");
    CHECK(shard_fault("\x28\xb5\x2f\xfd") == "the zstd data ends in the middle of a frame");
    CHECK(shard_fault("\x28\xb5\x2f\xfd\xa0\x01\x00\x00\x00\x09\x00\x00\xc0!"s) ==
          "something that is not zstd stands behind a zstd frame");
    // A block of a byte that repeats: 128 KiB from four bytes, again and again.
    std::string bomb = "\x28\xb5\x2f\xfd\x00\x58"s;
    for (size_t bytes = 0; bytes <= tlog::kMaxShardBytes; bytes += 131072) bomb += "\x02\x00\x10\x91"s;
    CHECK(shard_fault(bomb) == "holds more than the limit of 268435456 bytes");
  }

  TEST_CASE("where the shards of a file are") {
    CHECK(prefix("repodata_shards.msgpack.zst", "") == "");
    CHECK(prefix("a/b/index", "") == "a/b/");
    CHECK(prefix("/index", "./shards/") == "/./shards/");
    CHECK(prefix("a/index", "./") == "a/./");
    CHECK(prefix("index", "./") == "./");
    CHECK(prefix("a/index", "shards/") == "a/shards/");
    CHECK(prefix("a/index", "shards") == "a/shards");  // as CEP 16 puts it together
    CHECK(prefix("a/index", "x/..y/...") == "a/x/..y/...");
    CHECK(prefix("a/index", "https://shards.example/x/") == "a/");
    CHECK(prefix("a/index", "http://shards.example/../") == "a/");
    CHECK(prefix("a/index", "HTTPS://shards.example/x/") == "a/");
    for (const char* base : {"../", "..", "a/../..", "a/..", "./../a/", "/", "/etc/", "//host/", "file:///etc/",
                             "ftp://x/", "a:b", "%2e%2e/", "..\\", "a?b", "a#b", "a\nb"}) {
      CHECK_MESSAGE(prefix("a/index", base) == "refused", base);
    }
    CHECK(prefix("a/index", "a\0/"s) == "refused");
  }

  TEST_CASE("repodata of several parts") {
    const std::string a = R"({"info":{"subdir":"x"},"packages":{"c":1,"a":2,"c":3}})";
    const std::string b = R"({"packages.conda":{"c":4,"\u0062":5},"packages":{}})";
    const std::string both = a + b;
    const auto all = tlog::Repodata::index_parts(both, {{"A", a.size()}, {"B", b.size()}}, "s");
    REQUIRE_MESSAGE(all, reason(all));
    CHECK(all->subdir() == "s");
    CHECK(walk(*all) == "packages/a=2 packages.conda/b=5 packages.conda/c=4 packages/c=3 ");
    const auto none = tlog::Repodata::index_parts("", {}, std::nullopt);
    REQUIRE(none);
    CHECK(none->size() == 0);
    CHECK(!none->subdir());
  }

  TEST_CASE("parts that do not fit") {
    const auto parts_fault = [](const std::string& first, const std::string& second) {
      return reason(tlog::Repodata::index_parts(first + second, {{"A", first.size()}, {"B", second.size()}}, "s"));
    };
    CHECK(parts_fault(R"({"packages":{"x":1}})", R"({"packages":{"\u0078":2}})") ==
          "A and B both have the filename \"x\"");
    CHECK(parts_fault(R"({"packages.conda":{"x":1,"y":1}})", R"({"packages.conda":{"y":2}})") ==
          "A and B both have the filename \"y\"");
    CHECK(parts_fault("{}", R"({"packages":{}})") == R"(A: not repodata: neither "packages" nor "packages.conda")");
    CHECK(parts_fault(R"({"packages":{}})", "1") == "B: not repodata: not a JSON object");
  }
}
