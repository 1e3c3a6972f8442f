#include "libcore/ops/repodata_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "libcore/base/text.h"
#include "libcore/conda/shards.h"
#include "libcore/os/file.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/text/msgpack.h"

namespace tlog {

namespace {

// Read at once, and decoded by one thread.
constexpr size_t kShardsPerBatch = 32;
constexpr size_t kBatchesAhead = 2;

// The files of shards, in the order of the references.
using FetchShards = std::function<std::vector<Result<std::string>>(std::span<const ShardRef>)>;

std::string shard_name(const ShardRef& ref) { return fmt::format("the shard of \"{}\"", printable(ref.name)); }

// All shards of an index as one text.
class ShardLoader {
 public:
  ShardLoader(const ShardIndex& index, FetchShards fetch, const RepodataLoadOptions& options, Host& host)
      : index_(index), fetch_(std::move(fetch)), options_(options), host_(host) {}

  Result<std::optional<LoadedRepodata>> load() {
    ordered_parallel<Batch, Batch>(
        options_.jobs, options_.jobs + kBatchesAhead, [this] { return next_batch(); },
        [this](Batch batch) { return decode(std::move(batch)); }, [this](Batch batch) { return take(batch); });
    CHECK(std::move(status_));
    if (host_.cancelled()) return std::optional<LoadedRepodata>();
    TRY(Repodata repodata, Repodata::index_parts(text_.text(), parts_, index_.subdir));
    return std::optional(LoadedRepodata{std::move(text_), std::move(repodata)});
  }

 private:
  // First files, then JSON.
  struct Batch {
    std::span<const ShardRef> refs;
    std::vector<Result<std::string>> texts;
  };

  std::optional<Batch> next_batch() {
    const size_t count = std::min(kShardsPerBatch, index_.shards.size() - next_);
    if (count == 0 || host_.cancelled()) return std::nullopt;
    const auto refs = std::span(index_.shards).subspan(next_, count);
    next_ += count;
    Batch batch{refs, fetch_(refs)};
    for (Result<std::string>& file : batch.texts) {
      if (!file) continue;
      file_bytes_ += file->size();
      if (file_bytes_ > options_.max_bytes) file = too_large(options_.max_bytes);
    }
    return batch;
  }

  static Batch decode(Batch batch) {
    for (size_t i = 0; i < batch.texts.size(); i++) {
      auto& text = batch.texts[i];
      if (text) text = decode_shard(batch.refs[i], as_bytes(*text));
      if (!text) break;  // nothing behind it is wanted
    }
    return batch;
  }

  bool take(const Batch& batch) {
    for (size_t i = 0; i < batch.texts.size(); i++) {
      const auto& json = batch.texts[i];
      if (!json) {
        status_ = Error(json.error()).context(shard_name(batch.refs[i]));
        return false;
      }
      if (json->size() > options_.max_bytes - text_.size()) {
        status_ = too_large(options_.max_bytes);
        return false;
      }
      const auto room = text_.room(json->size());
      std::copy(json->begin(), json->end(), room.begin());
      text_.wrote(json->size());
      parts_.push_back({shard_name(batch.refs[i]), json->size()});
    }
    host_.progress({.items = parts_.size(), .unit = "shards", .done_bytes = 0, .total_bytes = std::nullopt});
    return !host_.cancelled();
  }

  const ShardIndex& index_;
  const FetchShards fetch_;
  const RepodataLoadOptions& options_;
  Host& host_;
  size_t next_ = 0;          // of the index's shards
  uint64_t file_bytes_ = 0;  // of shards that were read
  Buffer text_;
  std::vector<RepodataPart> parts_;
  Status status_;
};

Result<std::optional<LoadedRepodata>> load_shards(const std::string& path, ByteView index_bytes,
                                                  const RepodataLoadOptions& options, Host& host) {
  if (path == "-") {
    return Error(Errc::kMalformed, "an index of shards, which stand beside it, but where that is nobody knows")
        .hint("name the file, or its directory");
  }
  TRY(const ShardIndex index, parse_shard_index(index_bytes));
  TRY(const std::string prefix, local_shard_prefix(path, index.base));
  const FetchShards fetch = [&prefix](std::span<const ShardRef> refs) {
    std::vector<Result<std::string>> files;
    for (const ShardRef& ref : refs) {
      files.push_back(read_regular_file(prefix + shard_filename(ref.hash), kMaxShardFileBytes));
    }
    return files;
  };
  return ShardLoader(index, fetch, options, host).load();
}

Error open_error(const std::string& path, Error error) {
  if (!path.starts_with("http://") && !path.starts_with("https://")) return error;
  return std::move(error).hint("inputs are files: curl -fsS URL | repodata-entries -");
}

// Opens the input; nothing for standard input. A directory stands for the index in it.
Result<Fd> open_input(std::string& path) {
  if (path == "-") return Fd();
  auto kind = kind_of(path);
  if (kind && *kind == FileKind::kDirectory) path += (path.ends_with('/') ? "" : "/") + std::string(kShardIndexName);
  auto file = open_read(path);
  if (!file) return open_error(path, std::move(file).error());
  return file;
}

}  // namespace

std::string repodata_input_name(const std::string& input) { return input == "-" ? "standard input" : printable(input); }

Result<std::optional<LoadedRepodata>> load_repodata(const std::string& input, const RepodataLoadOptions& options,
                                                    Host& host) {
  std::string path = input;
  const std::string name = repodata_input_name(input);
  TRY(const Fd file, open_input(path));
  auto text = load_decoded(file ? file.get() : 0, name,
                           {.max_bytes = options.max_bytes, .cancelled = [&host] { return host.cancelled(); }});
  if (!text) {
    if (text.error().code() != Errc::kMalformed) return std::move(text).error();
    return std::move(text).error().context(name);
  }
  if (host.cancelled()) return std::optional<LoadedRepodata>();
  const ByteView bytes = as_bytes(text->text());
  if (is_msgpack_map(bytes)) {
    auto loaded = load_shards(path, bytes, options, host);
    if (!loaded && loaded.error().code() == Errc::kMalformed) return std::move(loaded).error().context(name);
    return loaded;
  }
  auto repodata = Repodata::index(text->text());
  if (!repodata) return std::move(repodata).error().context(name);
  return std::optional(LoadedRepodata{std::move(*text), std::move(*repodata)});
}

}  // namespace tlog
