#pragma once
// Finds the packages of a conda repodata.json:
//
//   {"info":{"subdir":"linux-64"},
//    "packages":{"zlib-1.2.13-h166bdaf_4.tar.bz2":{"build":"h166bdaf_4", ...}, ...},
//    "packages.conda":{"tzdata-2024a-h0c530f3_0.conda":{...}, ...}, ...}
//
// The text is walked over once and kept as it is; of each package only its place is remembered, in 16 bytes. The whole
// text is checked to be one JSON object in UTF-8, other members included; what a record holds is entry.h's business. As
// in every map, the last of several equal keys counts: a section, or a filename within a section, that comes twice.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/text/json_scan.h"

namespace tlog {

// The longest text, for which 31 bits hold any place in it. Twenty times the channels' largest in 2024.
constexpr uint64_t kMaxRepodataBytes = (uint64_t{1} << 31) - 1;

// The most records of one text: their places stay below 300 MB while they are gathered. Conda-forge's largest subdir is
// at about a tenth.
constexpr size_t kMaxRepodataRecords = 8'000'000;

// A filename that is written with escapes and longer than any entry is refused at once: to compare it, its escapes
// would have to be resolved again and again. Without escapes it is a record without an entry, as any other.
constexpr size_t kMaxEscapedFilenameBytes = 65'535;

// A subdir is a word like linux-aarch64. Each entry repeats it.
constexpr size_t kMaxSubdirBytes = 1024;

// The place of a package within the text.
struct PackagePlace {
  uint32_t filename_at;
  uint32_t filename_size : 31;
  uint32_t filename_escaped : 1;
  uint32_t record_at;
  uint32_t record_size;
};

enum class Section : uint8_t { kPackages, kPackagesConda };

// "packages" or "packages.conda".
std::string_view section_name(Section section);

// A package: its filename as it stands in quotes, and its record, a JSON value of any kind.
struct PackageView {
  Section section;
  JsonToken filename;
  std::string_view record;
};

enum class EntryOrder : uint8_t {
  kFilename,  // both sections together by the bytes of the filename; packages.conda first where they are equal
  kSiglog,    // packages.conda by filename, then packages by filename
};

// One of several texts: a shard.
struct RepodataPart {
  std::string name;  // for messages
  size_t size = 0;
};

// How a text is read. Several threads walk over pieces of it at once, before the one walk that decides comes by.
struct RepodataReading {
  unsigned jobs = 1;
  size_t piece_bytes = size_t{4} << 20;  // a test has less
};

class Repodata {
 public:
  // `text` must outlive the object.
  // malformed: not one JSON object (the message begins with line and column), no section, a section that is no object,
  // too long, too many records, a filename beyond kMaxEscapedFilenameBytes.
  static Result<Repodata> index(std::string_view text, const RepodataReading& how = {});

  // Of several texts that stand one behind the other in `text`, each a repodata.json of its own, as one. Their own
  // info.subdir does not count, `subdir` does.
  // malformed: one of them is, and the message names it; two of them have a filename, in the same section, in common.
  static Result<Repodata> index_parts(std::string_view text, const std::vector<RepodataPart>& parts,
                                      std::optional<std::string> subdir);

  // info.subdir.
  const std::optional<std::string>& subdir() const { return subdir_; }
  size_t size() const { return packages_.size() + packages_conda_.size(); }

  // Gives one package after the other.
  class Walk {
   public:
    Walk(const Repodata& repodata, EntryOrder order) : repodata_(repodata), order_(order) {}
    std::optional<PackageView> next();

   private:
    const Repodata& repodata_;
    const EntryOrder order_;
    size_t next_package_ = 0, next_package_conda_ = 0;
  };

 private:
  // Members of a section, if they are such: if at `begin` a member of a section has just ended, then these follow, up
  // to `end`. A text is cut into pieces where a record seems to end, "},", which may be within a string, or anywhere;
  // so whoever comes to `begin` in that state, and only he, may go on at `end`. What is not as it should be ends a
  // piece early, and is found again by the walk that decides.
  struct Piece {
    size_t begin = 0, end = 0;
    std::vector<PackagePlace> places;
    bool ascend = true;
  };

  explicit Repodata(std::string_view text) : text_(text) {}
  bool walk_ahead(const RepodataReading& how);
  Piece walk_piece(size_t begin, size_t end) const;
  void take_pieces(JsonScanner& scan, std::vector<PackagePlace>& places, bool& ascend);
  std::optional<PackagePlace> next_place(JsonScanner& scan) const;
  bool ascends(const PackagePlace& a, const PackagePlace& b) const;
  Status read(JsonScanner& scan);
  Result<std::optional<Error>> read_section(JsonScanner& scan, Section section);
  std::optional<Error> read_info(JsonScanner& scan);
  PackageView view(Section section, const PackagePlace& place) const;
  JsonToken filename(const PackagePlace& place) const;
  void sort(std::vector<PackagePlace>& places) const;
  Status add(Repodata part, size_t at);
  Status join(std::vector<PackagePlace>& places, const std::vector<RepodataPart>& parts) const;

  std::string_view text_;
  std::optional<std::string> subdir_;
  std::vector<PackagePlace> packages_, packages_conda_;         // by filename, each filename once
  bool packages_ascend_ = true, packages_conda_ascend_ = true;  // as they stand in the text
  std::vector<Piece> pieces_;                                   // while it is read
  size_t next_piece_ = 0;
};

}  // namespace tlog
