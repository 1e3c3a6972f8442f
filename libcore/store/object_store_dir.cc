#include "libcore/store/object_store_dir.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/crypto/sha256.h"
#include "libcore/os/clock.h"
#include "libcore/os/file.h"
#include "libcore/os/lock.h"
#include "libcore/os/spill.h"
#include "libcore/os/spill_sweep.h"

namespace tlog {

namespace {

constexpr uint64_t kLockWaitSeconds = 30;  // another swap takes milliseconds
constexpr uint64_t kTemporaryGraceSeconds = 30;

std::string tag_of(std::string_view bytes) { return hex_encode(ByteView(sha256(as_bytes(bytes)).bytes)); }

class DirStore : public ObjectStore {
 public:
  DirStore(std::string path, SpillFolder temporary)
      : path_(std::move(path)), name_("dir:" + printable(path_, 4096)), temporary_(std::move(temporary)) {}

  const std::string& name() const override { return name_; }
  bool is_suspect() const override { return false; }

  Result<std::optional<FoundObject>> get(const std::string& key, size_t max_bytes) override {
    auto bytes = read_regular_file(path_ + "/" + key, max_bytes);
    if (!bytes && bytes.error().code() == Errc::kNotFound) return std::optional<FoundObject>();
    if (!bytes) return std::move(bytes).error();
    FoundObject found{*std::move(bytes), {}};
    found.tag = tag_of(found.bytes);
    return std::optional(std::move(found));
  }

  Result<std::optional<uint64_t>> size_of(const std::string& key) override {
    struct stat info {};
    const std::string path = path_ + "/" + key;
    if (::stat(path.c_str(), &info) == 0) return std::optional(static_cast<uint64_t>(info.st_size));
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<uint64_t>();
    return errno_error(path, errno);
  }

  Result<PutOutcome> create(const std::string& key, std::string_view bytes, const ObjectKind&) override {
    const std::string path = path_ + "/" + key, temporary = temporary_path();
    const std::string folder = parent_directory(path);
    CHECK(make_durable_folder(folder));
    CHECK(create_file(temporary, bytes, {.sync = true}));
    const Status linked = link_file(temporary, path);
    ::unlink(temporary.c_str());
    if (!linked && linked.error().code() == Errc::kCannotCreate) return PutOutcome::kRefused;
    CHECK(linked);
    CHECK(sync_directory(folder));
    return PutOutcome::kDone;
  }

  Result<PutOutcome> swap(const std::string& key, std::string_view bytes, const ObjectKind&,
                          const std::string& tag) override {
    auto lock = FileLock::take(path_ + "/.tlog/store.lock", kLockWaitSeconds, [] { return false; });
    if (!lock && lock.error().code() == Errc::kBusy) {
      return Error(Errc::kBusy, lock.error().message()).hint("run it again later");
    }
    if (!lock) return std::move(lock).error();
    TRY(const auto present, get(key, SIZE_MAX - 1));
    if (!present || present->tag != tag) return PutOutcome::kRefused;
    CHECK(replace_file(path_ + "/" + key, bytes, {.temporary = temporary_path()}));
    return PutOutcome::kDone;
  }

  bool can_list() const override { return true; }

  Status list(const std::function<Status(const ListedObject&)>& see) override {
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at(path_, error), end; !error && at != end;
         at.increment(error)) {
      const std::string key = at->path().lexically_relative(path_).string();
      if (key == ".tlog") at.disable_recursion_pending();
      if (key == ".tlog" || at->is_directory(error)) continue;
      if (at->symlink_status(error).type() == std::filesystem::file_type::not_found) continue;  // it went meanwhile
      const uintmax_t size = at->is_regular_file(error) ? at->file_size(error) : 0;
      CHECK(see({key, error ? 0 : size}));  // no length: what is no file, or a link to nothing
    }
    if (error) return errno_error(path_, error.value());
    return {};
  }

 private:
  std::string temporary_path() { return temporary_.path() + "/" + std::to_string(next_++); }

  // The folder, with its names in those above it, up to the store's.
  Status make_durable_folder(const std::string& folder) {
    TRY(const FileKind kind, kind_of(folder));
    if (kind == FileKind::kDirectory) return {};
    const std::string above = parent_directory(folder);
    if (folder.size() > path_.size()) CHECK(make_durable_folder(above));
    CHECK(make_directories(folder));
    return sync_directory(above);
  }

  const std::string path_, name_;
  SpillFolder temporary_;
  std::atomic<uint64_t> next_{0};
};

}  // namespace

Result<std::unique_ptr<ObjectStore>> open_dir_store(const std::string& path) {
  if (path.empty()) return Error(Errc::kUsage, "dir: names no folder");
  std::string folder = path;
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  make_readable_files();
  CHECK(make_directories(folder));
  CHECK(make_directories(folder + "/.tlog", 0700));
  const std::string root = folder + "/.tlog/spill";
  CHECK(make_directories(root, 0700));
  const SweepOptions sweep{.now = unix_time(), .grace_s = kTemporaryGraceSeconds};
  CHECK(sweep_spill(root, sweep, [](const SpillFinding&) {}));
  TRY(SpillFolder temporary, SpillFolder::make(root, 0, unix_time()));
  return std::unique_ptr<ObjectStore>(std::make_unique<DirStore>(std::move(folder), std::move(temporary)));
}

}  // namespace tlog
