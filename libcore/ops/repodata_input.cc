#include "libcore/ops/repodata_input.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/conda/shards.h"
#include "libcore/crypto/sha256.h"
#include "libcore/net/url.h"
#include "libcore/os/file.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/store/log_reader.h"
#include "libcore/text/msgpack.h"

namespace tlog {

namespace {

// Read at once, and decoded by one thread.
constexpr size_t kShardsPerBatch = 32;
constexpr size_t kBatchesAhead = 2;
constexpr uint64_t kSmallShardBytes = 1024 * 1024;  // whatever the limit of the whole is

// The files of shards, in the order of the references, up to the first that is missing or makes them more than `left`
// bytes together.
using FetchShards = std::function<std::vector<Result<std::string>>(std::span<const ShardRef>, uint64_t left)>;

std::string shard_name(const ShardRef& ref) { return fmt::format("the shard of \"{}\"", printable(ref.name)); }

// All shards of an index as one text.
class ShardLoader {
 public:
  ShardLoader(const ShardIndex& index, FetchShards fetch, const RepodataLoadOptions& options, Host& host)
      : index_(index), fetch_(std::move(fetch)), options_(options), host_(host), left_(options.max_bytes) {}

  Result<std::optional<LoadedRepodata>> load() {
    ordered_parallel<Batch, Batch>(
        options_.jobs, options_.jobs + kBatchesAhead, [this] { return next_batch(); },
        [](Batch batch) { return decode(std::move(batch)); }, [this](Batch batch) { return take(batch); });
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
    Batch batch{refs, fetch_(refs, left_)};
    for (Result<std::string>& file : batch.texts) {
      if (!file) break;
      if (file->size() > left_) file = too_large(options_.max_bytes);
      left_ -= std::min<uint64_t>(left_, file ? file->size() : left_);
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
  size_t next_ = 0;  // of the index's shards
  uint64_t left_;    // bytes that the files of further shards may have
  Buffer text_;
  std::vector<RepodataPart> parts_;
  Status status_;
};

// Files of the directory, or whatever the prefix is.
FetchShards from_files(std::string prefix, uint64_t max_bytes) {
  return [prefix = std::move(prefix), max_bytes](std::span<const ShardRef> refs, uint64_t left) {
    std::vector<Result<std::string>> files;
    for (const ShardRef& ref : refs) {
      const uint64_t most = std::min<uint64_t>(kMaxShardFileBytes, left);
      auto file = read_regular_file(prefix + shard_filename(ref.hash), most);
      const bool is_last = !file;
      if (file) left -= file->size();
      if (!file && file.error().code() == Errc::kMalformed && most == left) file = too_large(max_bytes);
      files.push_back(std::move(file));
      if (is_last) break;
    }
    return files;
  };
}

Result<std::string> file_of(Result<HttpResponse> answer, uint64_t most) {
  if (answer) return std::move(answer->body);
  Error error = std::move(answer).error();
  if (error.code() != Errc::kMalformed || most == kMaxShardFileBytes) return error;
  return std::move(error).hint("a shard behind a URL may have a 32nd of --max-size, and 64 MiB at the most");
}

// From URLs that are relative to the index's. Of many that are asked for at once none may be so large that all of them
// are more than the limit, unless the limit is very small.
FetchShards from_urls(HttpClient& client, std::string index_url, std::string base, uint64_t max_bytes) {
  const uint64_t most = std::clamp<uint64_t>(max_bytes / kShardsPerBatch, kSmallShardBytes, kMaxShardFileBytes);
  return [&client, index_url = std::move(index_url), base = std::move(base), most](std::span<const ShardRef> refs,
                                                                                   uint64_t) {
    std::vector<Result<std::string>> files;
    std::vector<HttpRequest> requests;
    for (const ShardRef& ref : refs) {
      auto url = resolve_url(index_url, base + shard_filename(ref.hash));
      if (!url) {  // as for all of them
        files.emplace_back(std::move(url).error());
        return files;
      }
      const auto other = [&ref](std::string_view body) {
        return sha256(as_bytes(body)) == ref.hash ? "" : "it is not the shard of that name";
      };
      requests.push_back({.url = *std::move(url), .max_bytes = most, .sink = nullptr, .wrong = other});
    }
    for (Result<HttpResponse>& answer : client.get(requests)) files.push_back(file_of(std::move(answer), most));
    return files;
  };
}

// The file of a directory, or of a URL that ends as one.
std::string index_in(const std::string& directory) {
  return directory + (directory.ends_with('/') ? "" : "/") + std::string(kShardIndexName);
}

// A URL that names no file by its looks.
bool may_be_directory(const std::string& input) {
  if (!is_url(input) || input.find_first_of("?#") != std::string::npos) return false;
  const size_t slash = input.rfind('/');
  return slash + 1 < input.size() && (input[slash - 1] == '/' || input.find('.', slash) == std::string::npos);
}

// An error of reading names the path already.
Error named(Error error, const std::string& name) {
  return error.code() == Errc::kMalformed ? std::move(error).context(name) : error;
}

}  // namespace

std::string repodata_input_name(const std::string& input) { return input == "-" ? "standard input" : printable(input); }

RepodataLoader::RepodataLoader(RepodataLoadOptions options, Host& host) : options_(std::move(options)), host_(host) {
  options_.http.cancelled = [&host] { return host.cancelled(); };
}

Result<std::optional<LoadedRepodata>> RepodataLoader::load(const std::string& input) {
  const std::string name = repodata_input_name(input);
  auto source = is_url(input) ? read_url(input) : read(input);
  if (host_.cancelled()) return std::optional<LoadedRepodata>();
  if (!source) return std::move(source).error();
  if (is_msgpack_map(as_bytes(source->bytes.text()))) {
    auto loaded = load_shards(*source);
    if (host_.cancelled()) return std::optional<LoadedRepodata>();
    if (!loaded) return named(std::move(loaded).error(), name);
    return loaded;
  }
  auto repodata = Repodata::index(source->bytes.text(), {.jobs = options_.jobs});
  if (!repodata) {
    Error error = std::move(repodata).error().context(name);
    if (!may_be_directory(input)) return error;
    return std::move(error).hint("the URL of a directory with sharded repodata ends in a slash");
  }
  return std::optional(LoadedRepodata{std::move(source->bytes), std::move(*repodata)});
}

Result<RepodataLoader::Source> RepodataLoader::read(const std::string& input) {
  std::string path = input;
  Fd file;
  if (path != "-") {
    const auto kind = kind_of(path);
    const bool directory = kind && *kind == FileKind::kDirectory;
    if (directory) path = index_in(path);
    auto opened = open_read(path);
    if (!opened && directory && opened.error().code() == Errc::kNotFound) {
      return std::move(opened).error().hint("a directory is read for its sharded repodata; or name a file in it");
    }
    TRY(file, std::move(opened));
  }
  const std::string name = repodata_input_name(path);
  auto bytes = load_decoded(
      file ? file.get() : 0, name,
      {.max_bytes = options_.max_bytes, .cancelled = [this] { return host_.cancelled(); }, .jobs = options_.jobs});
  if (!bytes) return named(std::move(bytes).error(), name);
  return Source{std::move(*bytes), path};
}

Result<RepodataLoader::Source> RepodataLoader::read_url(const std::string& input) {
  CHECK(check_url(input));  // before anything is put behind it
  const std::string url = input.ends_with('/') ? index_in(input) : input;
  CHECK(check_url(url));
  if (client_ == nullptr) {
    TRY(client_, HttpClient::open(options_.http));
  }
  PieceLoader loader(options_.max_bytes);
  const HttpRequest request{
      .url = url, .max_bytes = options_.max_bytes, .sink = [&loader](ByteView piece) { return loader.take(piece); }};
  auto answers = client_->get(std::span(&request, 1));
  TRY(const HttpResponse answer, std::move(answers.at(0)));
  auto bytes = loader.finish();
  if (!bytes) return std::move(bytes).error().context(printable(url));
  return Source{std::move(*bytes), answer.url};
}

Result<std::optional<LoadedRepodata>> RepodataLoader::load_shards(const Source& source) {
  if (source.place == "-") {
    return Error(Errc::kMalformed, "an index of shards; they stand beside it, and standard input has no place")
        .hint("name the file, its directory, or its URL");
  }
  TRY(const ShardIndex index, parse_shard_index(as_bytes(source.bytes.text())));
  FetchShards fetch;
  if (is_url(source.place)) {
    if (!index.base.empty()) CHECK(resolve_url(source.place, index.base));  // else its host could be a shard's name
    fetch = from_urls(*client_, source.place, index.base, options_.max_bytes);
  } else {
    TRY(std::string prefix, local_shard_prefix(source.place, index.base));
    fetch = from_files(std::move(prefix), options_.max_bytes);
  }
  return ShardLoader(index, fetch, options_, host_).load();
}

}  // namespace tlog
