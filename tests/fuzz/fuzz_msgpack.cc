// MessagePack of strangers: what comes out is JSON, within the limit, and the index of shards takes it or says why not.

#include <string>

#include "libcore/conda/shards.h"
#include "libcore/text/json_read.h"
#include "libcore/text/json_scan.h"
#include "libcore/text/msgpack.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMaxBytes = 1 << 20;
  const tlog::ByteView input(data, size);
  std::string json;
  if (tlog::msgpack_to_json(input, kMaxBytes, json)) {
    REQUIRE(json.size() <= kMaxBytes);
    REQUIRE(tlog::valid_utf8(json));
    tlog::JsonScanner scan(json);
    scan.skip();
    REQUIRE(scan.finish());
  }
  const auto index = tlog::parse_shard_index(input);
  if (index) {
    for (size_t i = 1; i < index->shards.size(); i++) REQUIRE(index->shards[i - 1].name < index->shards[i].name);
    const auto prefix = tlog::local_shard_prefix("a/index", index->base);
    if (prefix) REQUIRE(prefix->starts_with("a/") && ("/" + *prefix + "/").find("/../") == std::string::npos);
  }
  return 0;
}
