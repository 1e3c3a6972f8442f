#pragma once
// The index of sharded repodata, CEP 16: repodata_shards.msgpack.zst, decoded. In JSON, with the hashes in hex:
//
//   {"version":1,
//    "info":{"subdir":"linux-64","base_url":"","shards_base_url":"./shards/"},
//    "shards":{"python":"ad2c69df...", "numpy":"27ea8f80..."}}
//
// The version may be absent, and is then 1: the common writers leave it out, or have a `repodata_version` of 1 or 2 as
// repodata.json has it.
//
// The packages of a name are in a file of their own, a shard, <shards_base_url><hash in hex>.msgpack.zst: repodata in
// msgpack, in which `sha256` and `md5` are bytes. The hash is the SHA-256 of the file's bytes, compressed as they are;
// so it does not matter where a shard comes from.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"
#include "libcore/base/types.h"

namespace tlog {

constexpr std::string_view kShardIndexName = "repodata_shards.msgpack.zst";

// Decoded. Conda-forge's largest is at 2 MB.
constexpr size_t kMaxShardIndexBytes = 64 * 1024 * 1024;
// Thirty times conda-forge's.
constexpr size_t kMaxShards = 1'000'000;
// A shard, compressed. The largest are below 1 MB.
constexpr size_t kMaxShardFileBytes = 64 * 1024 * 1024;
// A shard, decoded, as msgpack and as JSON. There are valid ones of 49 MB.
constexpr size_t kMaxShardBytes = 256 * 1024 * 1024;
constexpr size_t kMaxShardBaseBytes = 4096;

struct ShardRef {
  std::string name;  // of the package
  Hash hash;
  bool operator==(const ShardRef&) const = default;
};

struct ShardIndex {
  std::optional<std::string> subdir;
  std::string base;              // shards_base_url, with a slash at its end; empty where there is none
  std::vector<ShardRef> shards;  // by name, each name once: the last one of the index
};

// malformed: not such an index, another version than these, beyond a limit above.
Result<ShardIndex> parse_shard_index(ByteView msgpack);

// "<64 hex digits>.msgpack.zst"
std::string shard_filename(const Hash& hash);

// The JSON of a shard, from the bytes of its file. Nothing is decoded before the hash is checked.
// malformed: it has another hash, is damaged, or too large; the message does not name it.
Result<std::string> decode_shard(const ShardRef& ref, ByteView file);

// What stands before a shard's filename, for the index that is the file `index_path`: the directory of the index, with
// `base` where that is a path. Where it is a URL the shards are looked for beside the index: nothing is fetched for an
// index that is not.
// malformed: a base that leads out of the directory, or is neither a path nor an http(s) URL.
Result<std::string> local_shard_prefix(const std::string& index_path, const std::string& base);

}  // namespace tlog
