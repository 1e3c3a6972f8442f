#include "libcore/conda/shards.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/compress/load.h"
#include "libcore/conda/repodata.h"
#include "libcore/crypto/sha256.h"
#include "libcore/text/json_scan.h"
#include "libcore/text/msgpack.h"

namespace tlog {

namespace {

// CEP 16 has a `version`. What conda-index writes has, in its place, the `repodata_version` of repodata.json; what
// rattler-index writes has neither.
constexpr std::array<std::string_view, 1> kVersions = {"1"};
constexpr std::array<std::string_view, 2> kRepodataVersions = {"1", "2"};

// What is binary in a record. In any other field it is of another type than what the field takes.
constexpr std::array<std::string_view, 2> kChecksums = {"md5", "sha256"};

Error malformed(const std::string& what) { return Error(Errc::kMalformed, "not an index of shards: " + what); }

// The string of a member of `info`, or nothing where there is none.
Result<std::optional<std::string>> read_text(const JsonValue& value, const char* key, size_t max_bytes) {
  if (value.kind == JsonKind::kNull) return std::optional<std::string>();
  if (value.kind != JsonKind::kString) return malformed(fmt::format("info.{} is not a string", key));
  if (!value.text.longer_than(max_bytes)) {
    std::string text = value.text.unescaped();
    if (text.size() <= max_bytes) return std::optional(std::move(text));
  }
  return malformed(fmt::format("info.{} is longer than {} bytes", key, max_bytes));
}

Status read_info(const JsonValue& info, ShardIndex& index) {
  if (info.kind == JsonKind::kNull) return {};
  if (info.kind != JsonKind::kObject) return malformed("\"info\" is not a map");
  JsonScanner scan(info.text.raw);
  JsonToken key;
  JsonValue value, subdir, base;
  scan.enter_object();
  while (scan.next_member(&key, &value)) {
    if (key.is("subdir")) subdir = value;
    if (key.is("shards_base_url")) base = value;
  }
  TRY(index.subdir, read_text(subdir, "subdir", kMaxSubdirBytes));
  TRY(const auto base_text, read_text(base, "shards_base_url", kMaxShardBaseBytes));
  index.base = base_text.value_or("");
  // A directory is meant, also by those who write it without its slash.
  if (!index.base.empty() && index.base.find_first_of("?#") == std::string::npos && !index.base.ends_with('/')) {
    index.base += '/';
  }
  return {};
}

Status read_shards(const JsonValue& shards, ShardIndex& index) {
  if (shards.kind != JsonKind::kObject) return malformed("no map \"shards\"");
  JsonScanner scan(shards.text.raw);
  JsonToken key;
  JsonValue value;
  scan.enter_object();
  while (scan.next_member(&key, &value)) {
    if (index.shards.size() == kMaxShards) return malformed(fmt::format("more than {} shards", kMaxShards));
    const auto hash =
        value.kind == JsonKind::kString && !value.text.escaped ? hex_decode_hash(value.text.raw) : std::nullopt;
    std::string name = key.unescaped();
    if (!hash) return malformed(fmt::format("the shard of \"{}\" is not named by 32 bytes", printable(name)));
    index.shards.push_back({std::move(name), *hash});
  }
  // The last one of equal names comes first, and stays.
  auto& refs = index.shards;
  std::reverse(refs.begin(), refs.end());
  std::stable_sort(refs.begin(), refs.end(), [](const ShardRef& a, const ShardRef& b) { return a.name < b.name; });
  const auto same = [](const ShardRef& a, const ShardRef& b) { return a.name == b.name; };
  refs.erase(std::unique(refs.begin(), refs.end(), same), refs.end());
  return {};
}

Status check_version(const char* key, const JsonValue& value, std::span<const std::string_view> known) {
  if (value.kind == JsonKind::kNull) return {};
  if (value.kind != JsonKind::kNumber) return malformed(fmt::format("{} is not a number", key));
  if (std::find(known.begin(), known.end(), value.text.raw) != known.end()) return {};
  return malformed(fmt::format("{} is {}, not {}", key, value.text.raw, fmt::join(known, " or ")));
}

// A relative path that stays below where it starts.
bool stays_below(std::string_view path) {
  if (path.starts_with('/')) return false;
  while (!path.empty()) {
    const size_t slash = std::min(path.find('/'), path.size());
    if (path.substr(0, slash) == "..") return false;
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return true;
}

}  // namespace

Result<ShardIndex> parse_shard_index(ByteView msgpack) {
  if (msgpack.size() > kMaxShardIndexBytes) {
    return malformed(fmt::format("it holds more than the limit of {} bytes", kMaxShardIndexBytes));
  }
  std::string json;
  if (auto status = msgpack_to_json(msgpack, 2 * kMaxShardIndexBytes, json); !status) {
    return malformed(status.error().message());
  }
  JsonScanner scan(json);
  JsonToken key;
  JsonValue value, version, repodata_version, info, shards;
  if (!scan.enter_object()) return malformed("not a map");
  while (scan.next_member(&key, &value)) {
    if (key.is("version")) version = value;
    if (key.is("repodata_version")) repodata_version = value;
    if (key.is("info")) info = value;
    if (key.is("shards")) shards = value;
  }
  ASSERT(scan.finish());
  ShardIndex index;
  if (shards.kind == JsonKind::kNull) return malformed("no map \"shards\"");
  CHECK(check_version("version", version, kVersions));
  CHECK(check_version("repodata_version", repodata_version, kRepodataVersions));
  CHECK(read_info(info, index));
  CHECK(read_shards(shards, index));
  return index;
}

std::string shard_filename(const Hash& hash) { return hex_encode(hash.bytes) + ".msgpack.zst"; }

Result<std::string> decode_shard(const ShardRef& ref, ByteView file) {
  if (const Hash hash = sha256(file); hash != ref.hash) {
    return Error(Errc::kMalformed, fmt::format("its SHA-256 is {}, not what it is named by", hex_encode(hash.bytes)))
        .hint("it was damaged or replaced; nothing of it is used");
  }
  PieceLoader loader(kMaxShardBytes);
  const Status taken = loader.take(file);
  auto msgpack = taken ? loader.finish() : taken.error();
  // Without the decoder's hint, which is about --max-size.
  if (!msgpack) return Error(msgpack.error().code(), msgpack.error().message());
  std::string json;
  CHECK(msgpack_to_json(as_bytes(msgpack->text()), kMaxShardBytes, json, kChecksums));
  return json;
}

Result<std::string> local_shard_prefix(const std::string& index_path, const std::string& base) {
  const size_t slash = index_path.rfind('/');
  std::string directory = slash == std::string::npos ? "" : index_path.substr(0, slash + 1);
  if (is_url(base)) return directory;
  const bool plain = std::none_of(base.begin(), base.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == ':' || c == '?' || c == '#' || c == '\\' || c == '%';
  });
  if (plain && stays_below(base)) return directory + base;
  return Error(Errc::kMalformed,
               fmt::format("info.shards_base_url, \"{}\", leads out of the index's own place", printable(base)))
      .hint("put the shards beside the index, or give its URL");
}

}  // namespace tlog
