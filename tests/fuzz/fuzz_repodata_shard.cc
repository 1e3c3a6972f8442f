// A shard of strangers, zstd or not: the records in it make the entries that the same repodata in JSON makes, or none.

#include <string>
#include <vector>

#include "libcore/conda/entry.h"
#include "libcore/conda/repodata.h"
#include "libcore/conda/shards.h"
#include "libcore/crypto/sha256.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const tlog::ByteView file(data, size);
  const tlog::Hash hash = tlog::sha256(file);
  tlog::Hash other = hash;
  other.bytes[0] ^= 1;
  REQUIRE(!tlog::decode_shard({"x", other}, file));
  const auto json = tlog::decode_shard({"x", hash}, file);
  if (!json || json->size() > (1 << 20)) return 0;
  const auto one = tlog::Repodata::index(*json);
  const auto parts = tlog::Repodata::index_parts(*json, {{"x", json->size()}}, "s");
  REQUIRE(one.has_value() == parts.has_value());
  if (!parts) return 0;
  REQUIRE(one->size() == parts->size());
  tlog::EntryWriter writer("s");
  tlog::Repodata::Walk a(*one, tlog::EntryOrder::kFilename), b(*parts, tlog::EntryOrder::kFilename);
  while (const auto package = a.next()) {
    const auto same = b.next();
    REQUIRE(same && same->record == package->record && same->filename.raw == package->filename.raw);
    std::string line;
    if (writer.append(*package, line)) {
      std::string again;
      REQUIRE(writer.append(*same, again).ok() && again == line);
    }
  }
  REQUIRE(!b.next());
  return 0;
}
