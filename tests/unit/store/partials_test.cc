#include "libcore/store/partials.h"

#include <filesystem>
#include <set>

#include "libcore/os/file.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("store");

// A log with the objects of trees of these sizes, without content.
class Objects {
 public:
  explicit Objects(const std::vector<uint64_t>& sizes) {
    for (uint64_t size : sizes) {
      for (const std::string& path : of(size)) {
        std::filesystem::create_directories(parent_directory(log_.path + "/" + path));
        if (std::filesystem::exists(log_.path + "/" + path)) continue;
        REQUIRE(create_file(log_.path + "/" + path, "", {}));
      }
    }
  }

  static std::set<std::string> of(uint64_t size) {
    std::set<std::string> paths;
    for_each_object(TreeSize{size}, [&](const TileId& tile) { return paths.insert(tile_path(tile)).second; });
    return paths;
  }
  static std::set<std::string> of(const std::vector<uint64_t>& sizes) {
    std::set<std::string> paths;
    for (uint64_t size : sizes) paths.merge(of(size));
    return paths;
  }

  // The files that are there; an empty directory stands for itself.
  std::set<std::string> found() const {
    std::set<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(log_.path)) {
      if (entry.is_directory() && !std::filesystem::is_empty(entry.path())) continue;
      paths.insert(entry.path().string().substr(log_.path.size() + 1));
    }
    return paths;
  }
  const LogDir& log() const { return log_; }

 private:
  testing::TempDir dir_;
  LogDir log_{dir_ / "log"};
};

TEST_CASE("partial objects go when a published tree has the full ones") {
  const Objects objects({100, 200, 300});
  // 300 is signed and not published: who holds a checkpoint of 200 entries has no other.
  const AppendRecord before{TreeSize{200}, TreeSize{200}, false};
  REQUIRE(remove_superseded_partials(objects.log(), before, TreeSize{200}, TreeSize{300}));
  CHECK(objects.found() == Objects::of({100, 200, 300}));
  REQUIRE(remove_superseded_partials(objects.log(), before, TreeSize{300}, TreeSize{300}));
  CHECK(objects.found() == Objects::of(300));
  REQUIRE(remove_superseded_partials(objects.log(), before, TreeSize{300}, TreeSize{300}));
  CHECK(objects.found() == Objects::of(300));
}

TEST_CASE("all levels: 65,000 entries, then 70,000") {
  const Objects objects({65000, 70000});
  const AppendRecord before{TreeSize{65000}, TreeSize{65000}, true};
  REQUIRE(remove_superseded_partials(objects.log(), before, TreeSize{70000}, TreeSize{70000}));
  CHECK(objects.found() == Objects::of(70000));
}

TEST_CASE("partial objects of a size that was superseded without being published") {
  const Objects objects({520, 530, 540});
  const AppendRecord before{TreeSize{520}, TreeSize{530}, true};
  SUBCASE("by one that is not published yet") {
    REQUIRE(remove_superseded_partials(objects.log(), before, TreeSize{520}, TreeSize{540}));
  }
  SUBCASE("by one that is published") {
    REQUIRE(remove_superseded_partials(objects.log(), before, TreeSize{540}, TreeSize{540}));
  }
  // All three have tile/1/000.p/2.
  CHECK(objects.found() == Objects::of({520, 540}));
}

TEST_CASE("partial objects of a signed size stay as long as it is the last one, and when it was published") {
  const Objects objects({520, 530});
  const AppendRecord before{TreeSize{520}, TreeSize{530}, true};
  REQUIRE(remove_superseded_partials(objects.log(), before, TreeSize{520}, TreeSize{530}));
  CHECK(objects.found() == Objects::of({520, 530}));
  REQUIRE(remove_superseded_partials(objects.log(), before, TreeSize{530}, TreeSize{540}));
  CHECK(objects.found() == Objects::of({520, 530}));
}

TEST_CASE("pruning leaves the objects of two sizes, and what is no object") {
  const Objects objects({3, 100, 200, 300, 520, 530});
  REQUIRE(create_file(objects.log().tiles() + "/0/note", "", {}));
  REQUIRE(prune_partials(objects.log(), TreeSize{520}, TreeSize{530}));
  auto expected = Objects::of({520, 530});
  expected.insert("tile/0/note");
  CHECK(objects.found() == expected);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
