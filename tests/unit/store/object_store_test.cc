#include "libcore/store/object_store.h"

#include <sys/stat.h>

#include <filesystem>
#include <map>

#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::put_file;
using testing::reason;
using testing::TempDir;

constexpr ObjectKind kKind{"text/plain", "no-store"};

TEST_SUITE_BEGIN("store");

std::string content(const Result<std::optional<FoundObject>>& found) {
  if (!found) return "error: " + found.error().message();
  return *found ? (*found)->bytes : "nothing";
}

TEST_CASE("a folder: what is created stays, what is swapped was expected") {
  const TempDir dir;
  auto store = open_store("dir:" + (dir / "a/store/"), {});
  REQUIRE_MESSAGE(store, reason(store));
  ObjectStore& objects = **store;
  CHECK_FALSE(objects.is_suspect());
  CHECK(objects.name() == "dir:" + (dir / "a/store"));
  CHECK(content(objects.get("x/y/z", 100)) == "nothing");
  CHECK(*objects.create("x/y/z", "one", kKind) == PutOutcome::kDone);
  CHECK(*objects.create("x/y/z", "two", kKind) == PutOutcome::kRefused);
  CHECK(content(objects.get("x/y/z", 3)) == "one");
  CHECK(objects.get("x/y/z", 2).error().code() == Errc::kMalformed);
  CHECK(**objects.size_of("x/y/z") == 3);
  CHECK_FALSE(
      *objects.size_of("x/y"
                       "/q"));

  const std::string tag = (*objects.get("x/y/z", 3))->tag;
  CHECK(*objects.swap("x/y/z", "two", kKind, "another") == PutOutcome::kRefused);
  CHECK(*objects.swap("x/y/q", "two", kKind, tag) == PutOutcome::kRefused);
  CHECK(*objects.swap("x/y/z", "two", kKind, tag) == PutOutcome::kDone);
  CHECK(*objects.swap("x/y/z", "three", kKind, tag) == PutOutcome::kRefused);
  CHECK(content(objects.get("x/y/z", 3)) == "two");

  CHECK(reason(probe_store(objects)) == "");
  CHECK(*probe_store(objects) == "");
  store = Error(Errc::kInternal, "closed");
  CHECK(std::filesystem::is_empty(dir / "a/store/.tlog/spill"));
}

TEST_CASE("a folder: what is there is listed, and not what is on its way") {
  const TempDir dir;
  auto store = open_store("dir:" + (dir / "store"), {});
  REQUIRE(store);
  std::map<std::string, uint64_t> seen;
  const auto see = [&](const ListedObject& object) -> Status {
    seen[object.key] = object.size_bytes;
    return {};
  };
  REQUIRE((*store)->list(see));
  CHECK(seen.empty());
  CHECK(*(*store)->create("x/y/z", "one", kKind) == PutOutcome::kDone);
  CHECK(*(*store)->create("a", "", kKind) == PutOutcome::kDone);
  put_file(dir / "store/.tlog/spill/more", "x");
  put_file(dir / "store/.hidden", "1234");
  std::filesystem::create_directory(dir / "elsewhere");
  put_file(dir / "elsewhere/far", "12");
  std::filesystem::create_symlink(dir / "elsewhere", dir / "store/link");
  std::filesystem::create_symlink(dir / "elsewhere/far", dir / "store/file-link");
  std::filesystem::create_symlink(dir / "nothing", dir / "store/nowhere");  // they would be in the way of an object
  std::filesystem::create_symlink("itself", dir / "store/itself");
  REQUIRE(::mkfifo((dir / "store/fifo").c_str(), 0600) == 0);
  REQUIRE((*store)->list(see));
  CHECK(seen ==
        std::map<std::string, uint64_t>{
            {"x/y/z", 3}, {"a", 0}, {".hidden", 4}, {"file-link", 2}, {"nowhere", 0}, {"itself", 0}, {"fifo", 0}});
  const auto stop = [&](const ListedObject&) -> Status { return Error(Errc::kBusy, "enough"); };
  CHECK((*store)->list(stop).error().code() == Errc::kBusy);
}

TEST_CASE("a folder where other things are in the way") {
  const TempDir dir;
  put_file(dir / "file", "x");
  CHECK(open_store("dir:" + (dir / "file"), {}).error().code() == Errc::kCannotCreate);
  auto store = open_store("dir:" + (dir / "store"), {});
  REQUIRE(store);
  put_file(dir / "store/a", "x");
  CHECK_FALSE((*store)->create("a/b", "x", kKind));
  std::filesystem::create_directory(dir / "store/b");
  CHECK(*(*store)->create("b", "x", kKind) == PutOutcome::kRefused);
  CHECK((*store)->get("b", 10).error().code() == Errc::kIo);
}

// A store in memory that can be made to ignore what it should heed.
class Careless : public ObjectStore {
 public:
  bool heeds_create = true, heeds_swap = true, has_tags = true, keeps = true, knows_tags = true;
  const std::string& name() const override { return name_; }
  bool is_suspect() const override { return true; }
  Result<std::optional<FoundObject>> get(const std::string& key, size_t) override {
    const auto found = objects_.find(key);
    if (found == objects_.end() || !keeps) return std::optional<FoundObject>();
    return std::optional(FoundObject{found->second, has_tags ? "\"" + found->second + "\"" : ""});
  }
  bool can_list() const override { return false; }
  Status list(const std::function<Status(const ListedObject&)>&) override { return {}; }
  Result<std::optional<uint64_t>> size_of(const std::string&) override { return std::optional<uint64_t>(); }
  Result<PutOutcome> create(const std::string& key, std::string_view bytes, const ObjectKind&) override {
    if (heeds_create && objects_.contains(key)) return PutOutcome::kRefused;
    objects_[key] = bytes;
    return PutOutcome::kDone;
  }
  Result<PutOutcome> swap(const std::string& key, std::string_view bytes, const ObjectKind&,
                          const std::string& tag) override {
    if (heeds_swap && "\"" + objects_[key] + "\"" != tag) return PutOutcome::kRefused;
    if (!knows_tags) return PutOutcome::kRefused;
    objects_[key] = bytes;
    return PutOutcome::kDone;
  }

 private:
  std::string name_ = "careless";
  std::map<std::string, std::string> objects_;
};

TEST_CASE("the probe finds what a store ignores") {
  const struct {
    bool Careless::*ignored;
    const char* found;
  } table[] = {
      {&Careless::heeds_create, "overwrites an object that is there: it ignores If-None-Match"},
      {&Careless::heeds_swap, "replaces an object whose tag is another: it ignores If-Match"},
      {&Careless::has_tags, "has no ETag, without which nothing can be swapped"},
      {&Careless::keeps, "does not have what was written"},
      {&Careless::knows_tags, "refuses the ETag that it gives: nothing can be swapped"},
  };
  for (const auto& row : table) {
    Careless store;
    CHECK(*probe_store(store) == "");
    CHECK(*probe_store(store) == "");
    store.*row.ignored = false;
    CHECK(*probe_store(store) == row.found);
  }
}

TEST_CASE("the probe of another version is none of ours, and stays") {
  Careless store;
  REQUIRE(*store.create(kProbeKey, std::string(1000, 'x'), kKind) == PutOutcome::kDone);
  CHECK(*probe_store(store) == "");
  CHECK(content(store.get(kProbeKey, 1000)) == std::string(1000, 'x'));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
