#include "libcore/conda/repodata.h"

#include <fmt/core.h>

#include <algorithm>
#include <compare>

#include "libcore/base/text.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/text/json_read.h"

namespace tlog {

namespace {

static_assert(sizeof(PackagePlace) == 16);

// "12:5" for the byte at `offset`: line and column from 1, in bytes.
std::string place_name(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t line_start = before.rfind('\n') + 1;  // 0 when there is none
  return fmt::format("{}:{}", 1 + std::count(before.begin(), before.end(), '\n'), offset - line_start + 1);
}

Error fault(std::string_view text, size_t offset, std::string_view reason) {
  return Error(Errc::kMalformed, fmt::format("{}: not JSON: {}", place_name(text, offset), reason));
}

Error scan_fault(std::string_view text, const JsonScanner& scan) { return fault(text, scan.offset(), scan.reason()); }

Error utf8_fault(std::string_view text) {
  size_t at = 0;
  while (next_code_point(text, &at)) continue;
  return fault(text, at, "bytes that are not UTF-8");
}

Error not_an_object(std::string_view name) {
  return Error(Errc::kMalformed, fmt::format("not repodata: \"{}\" is not an object", name));
}

// What somebody may have given us instead, by its first bytes.
Error not_repodata(std::string_view text) {
  if (text.empty()) return Error(Errc::kMalformed, "not repodata: no bytes at all");
  Error error(Errc::kMalformed, "not repodata: not a JSON object");
  if (text.starts_with("\xfd"
                       "7zXZ"))
    return std::move(error).hint("it looks like xz; pipe it through xz -dc");
  if (text.starts_with("\xef\xbb\xbf"))
    return std::move(error).hint("it begins with a byte order mark, which JSON forbids");
  return error;
}

std::strong_ordering compare_filenames(const JsonToken& a, const JsonToken& b) {
  if (!a.escaped && !b.escaped) return a.raw <=> b.raw;
  return (a.escaped ? a.unescaped() : std::string(a.raw)) <=> (b.escaped ? b.unescaped() : std::string(b.raw));
}

bool is_too_long(const JsonToken& filename) {
  return filename.escaped && filename.longer_than(kMaxEscapedFilenameBytes);
}

}  // namespace

std::string_view section_name(Section section) { return section == Section::kPackages ? "packages" : "packages.conda"; }

Result<Repodata> Repodata::index(std::string_view text, const RepodataReading& how) {
  if (text.size() > kMaxRepodataBytes) {
    return Error(Errc::kMalformed, fmt::format("holds more than the limit of {} bytes", kMaxRepodataBytes));
  }
  JsonScanner scan(text);
  if (scan.peek() != JsonKind::kObject) return not_repodata(text);
  Repodata repodata(text);
  if (!repodata.walk_ahead(how)) return utf8_fault(text);
  CHECK(repodata.read(scan));
  repodata.pieces_ = {};
  if (!repodata.packages_ascend_) repodata.sort(repodata.packages_);
  if (!repodata.packages_conda_ascend_) repodata.sort(repodata.packages_conda_);
  return repodata;
}

Result<Repodata> Repodata::index_parts(std::string_view text, const std::vector<RepodataPart>& parts,
                                       std::optional<std::string> subdir) {
  if (text.size() > kMaxRepodataBytes) {
    return Error(Errc::kMalformed, fmt::format("holds more than the limit of {} bytes", kMaxRepodataBytes));
  }
  Repodata all(text);
  all.subdir_ = std::move(subdir);
  size_t at = 0;
  for (const RepodataPart& part : parts) {
    auto repodata = index(text.substr(at, part.size));
    if (!repodata) return std::move(repodata).error().context(part.name);
    CHECK(all.add(*std::move(repodata), at));
    at += part.size;
  }
  ASSERT(at == text.size());
  CHECK(all.join(all.packages_, parts));
  CHECK(all.join(all.packages_conda_, parts));
  return all;
}

// Takes the places of a part that begins at `at`.
Status Repodata::add(Repodata part, size_t at) {
  if (part.size() > kMaxRepodataRecords - size()) {
    return Error(Errc::kMalformed, fmt::format("more than {} records", kMaxRepodataRecords));
  }
  for (auto [from, to] : {std::pair(&part.packages_, &packages_), std::pair(&part.packages_conda_, &packages_conda_)}) {
    for (PackagePlace place : *from) {
      place.filename_at += static_cast<uint32_t>(at);
      place.record_at += static_cast<uint32_t>(at);
      to->push_back(place);
    }
  }
  return {};
}

// By filename, which comes once.
Status Repodata::join(std::vector<PackagePlace>& places, const std::vector<RepodataPart>& parts) const {
  const auto before = [this](const PackagePlace& a, const PackagePlace& b) {
    return compare_filenames(filename(a), filename(b)) < 0;
  };
  const auto same = [this](const PackagePlace& a, const PackagePlace& b) {
    return compare_filenames(filename(a), filename(b)) == 0;
  };
  const auto part_of = [&parts](const PackagePlace& place) {
    size_t i = 0;
    for (size_t end = parts[0].size; end <= place.filename_at; end += parts[i].size) i++;
    return parts[i].name;
  };
  std::stable_sort(places.begin(), places.end(), before);
  const auto twice = std::adjacent_find(places.begin(), places.end(), same);
  if (twice == places.end()) return {};
  return Error(Errc::kMalformed, fmt::format("{} and {} both have the filename \"{}\"", part_of(twice[0]),
                                             part_of(twice[1]), printable(filename(*twice).unescaped())));
}

Status Repodata::read(JsonScanner& scan) {
  // Of each member what the last one of that name is.
  std::optional<Error> wrong_packages, wrong_packages_conda, wrong_info;
  bool has_section = false;
  JsonToken key;
  scan.enter_object();
  while (scan.next_member(&key)) {
    if (key.is("packages")) {
      TRY(wrong_packages, read_section(scan, Section::kPackages));
      has_section = true;
    } else if (key.is("packages.conda")) {
      TRY(wrong_packages_conda, read_section(scan, Section::kPackagesConda));
      has_section = true;
    } else if (key.is("info")) {
      wrong_info = read_info(scan);
    } else {
      scan.skip();
    }
  }
  if (!scan.finish()) return scan_fault(text_, scan);
  for (auto* wrong : {&wrong_info, &wrong_packages, &wrong_packages_conda}) {
    if (*wrong) return *std::move(*wrong);
  }
  if (!has_section) return Error(Errc::kMalformed, "not repodata: neither \"packages\" nor \"packages.conda\"");
  return {};
}

// The member of a section that comes next. Nothing at its end, and after a fault.
std::optional<PackagePlace> Repodata::next_place(JsonScanner& scan) const {
  JsonToken filename;
  if (!scan.next_member(&filename)) return std::nullopt;
  scan.peek();  // over blanks
  const size_t record_at = scan.offset();
  if (!scan.skip()) return std::nullopt;
  return PackagePlace{.filename_at = static_cast<uint32_t>(filename.raw.data() - text_.data()),
                      .filename_size = static_cast<uint32_t>(filename.raw.size()) & 0x7fffffffu,
                      .filename_escaped = filename.escaped,
                      .record_at = static_cast<uint32_t>(record_at),
                      .record_size = static_cast<uint32_t>(scan.offset() - record_at)};
}

bool Repodata::ascends(const PackagePlace& a, const PackagePlace& b) const {
  return compare_filenames(filename(a), filename(b)) < 0;
}

// Each piece is cut off where the next one begins, so that no byte is looked at twice, whatever the text.
Repodata::Piece Repodata::walk_piece(size_t begin, size_t end) const {
  constexpr size_t kSectionDepth = 2;
  Piece piece{.begin = begin, .end = begin, .places = {}};
  JsonScanner scan = JsonScanner::behind_member(text_.substr(0, end), begin, kSectionDepth);
  while (piece.end < end) {
    const auto place = next_place(scan);
    if (!place || is_too_long(filename(*place))) break;
    if (!piece.places.empty()) piece.ascend = piece.ascend && ascends(piece.places.back(), *place);
    piece.places.push_back(*place);
    piece.end = scan.offset();
  }
  return piece;
}

// Walks over all pieces of the text, and says whether it is UTF-8.
bool Repodata::walk_ahead(const RepodataReading& how) {
  if (how.jobs == 1 || text_.size() <= how.piece_bytes) return valid_utf8(text_);
  std::vector<size_t> begins;
  for (size_t at = 0; at < text_.size(); at += how.piece_bytes) {
    const size_t found = text_.substr(at, how.piece_bytes).find("},");
    if (found != std::string_view::npos) begins.push_back(at + found + 1);
  }
  begins.push_back(text_.size());
  bool is_utf8 = false;
  size_t next = 0;
  ordered_crew<size_t, Piece>(
      how.jobs, begins.size(),
      [&]() -> std::optional<size_t> { return next < begins.size() ? std::optional(next++) : std::nullopt; },
      [&](size_t i) {
        if (i > 0) return walk_piece(begins[i - 1], begins[i]);
        is_utf8 = valid_utf8(text_);
        return Piece();
      },
      [&](Piece piece) {
        if (!piece.places.empty()) pieces_.push_back(std::move(piece));
        return true;
      });
  return is_utf8;
}

// Behind a member of a section: goes on behind what was walked over from just here.
void Repodata::take_pieces(JsonScanner& scan, std::vector<PackagePlace>& places, bool& ascend) {
  while (next_piece_ < pieces_.size() && pieces_[next_piece_].begin <= scan.offset()) {
    const Piece piece = std::move(pieces_[next_piece_++]);
    if (piece.begin != scan.offset() || piece.places.size() > kMaxRepodataRecords - size()) continue;
    ascend = ascend && piece.ascend && ascends(places.back(), piece.places.front());
    places.insert(places.end(), piece.places.begin(), piece.places.end());
    scan.go_on_at(piece.end);
  }
}

// Ends the reading with what is too much; gives what is wrong with the section unless another one replaces it. A fault
// of the JSON is found by the caller.
Result<std::optional<Error>> Repodata::read_section(JsonScanner& scan, Section section) {
  std::vector<PackagePlace>& places = section == Section::kPackages ? packages_ : packages_conda_;
  bool& ascend = section == Section::kPackages ? packages_ascend_ : packages_conda_ascend_;
  places.clear();
  ascend = true;
  if (scan.peek() != JsonKind::kObject) {
    scan.skip();
    return std::optional(not_an_object(section_name(section)));
  }
  scan.enter_object();
  while (const auto place = next_place(scan)) {
    if (size() == kMaxRepodataRecords) {
      return Error(Errc::kMalformed, fmt::format("more than {} records", kMaxRepodataRecords));
    }
    if (is_too_long(filename(*place))) {
      return Error(Errc::kMalformed, fmt::format("{}: a filename longer than {} bytes",
                                                 place_name(text_, place->record_at), kMaxEscapedFilenameBytes));
    }
    // Seen here, where both are at hand; when all is read they are far away, and waiting for memory twice costs more.
    if (!places.empty()) ascend = ascend && ascends(places.back(), *place);
    places.push_back(*place);
    take_pieces(scan, places, ascend);
  }
  return std::optional<Error>();
}

// Gives what is wrong with it unless another one replaces it. A fault of the JSON is found by the caller.
std::optional<Error> Repodata::read_info(JsonScanner& scan) {
  subdir_.reset();
  const JsonKind kind = scan.peek();
  if (kind != JsonKind::kObject) {
    scan.skip();
    return kind == JsonKind::kNull ? std::nullopt : std::optional(not_an_object("info"));
  }
  JsonToken key;
  JsonValue value, subdir;
  scan.enter_object();
  while (scan.next_member(&key, &value)) {
    if (key.is("subdir")) subdir = value;
  }
  if (!scan.ok() || subdir.kind == JsonKind::kNull) return std::nullopt;
  if (subdir.kind != JsonKind::kString) return Error(Errc::kMalformed, "not repodata: info.subdir is not a string");
  if (!subdir.text.longer_than(kMaxSubdirBytes)) subdir_ = subdir.text.unescaped();
  if (subdir_ && subdir_->size() <= kMaxSubdirBytes) return std::nullopt;
  return Error(Errc::kMalformed, fmt::format("not repodata: info.subdir is longer than {} bytes", kMaxSubdirBytes));
}

JsonToken Repodata::filename(const PackagePlace& place) const {
  return {.raw = text_.substr(place.filename_at, place.filename_size), .escaped = place.filename_escaped != 0};
}

PackageView Repodata::view(Section section, const PackagePlace& place) const {
  return {.section = section, .filename = filename(place), .record = text_.substr(place.record_at, place.record_size)};
}

// By filename; of equal filenames only the last one stays.
void Repodata::sort(std::vector<PackagePlace>& places) const {
  const auto before = [this](const PackagePlace& a, const PackagePlace& b) {
    const auto order = compare_filenames(filename(a), filename(b));
    return order != 0 ? order < 0 : a.filename_at > b.filename_at;  // the last one first
  };
  const auto same = [this](const PackagePlace& a, const PackagePlace& b) {
    return compare_filenames(filename(a), filename(b)) == 0;
  };
  std::sort(places.begin(), places.end(), before);
  places.erase(std::unique(places.begin(), places.end(), same), places.end());
}

std::optional<PackageView> Repodata::Walk::next() {
  const auto& packages = repodata_.packages_;
  const auto& packages_conda = repodata_.packages_conda_;
  const bool has_package = next_package_ < packages.size(), has_conda = next_package_conda_ < packages_conda.size();
  if (!has_package && !has_conda) return std::nullopt;
  bool take_conda = has_conda;
  if (has_package && has_conda && order_ == EntryOrder::kFilename) {
    take_conda = compare_filenames(repodata_.filename(packages_conda[next_package_conda_]),
                                   repodata_.filename(packages[next_package_])) <= 0;
  }
  return take_conda ? repodata_.view(Section::kPackagesConda, packages_conda[next_package_conda_++])
                    : repodata_.view(Section::kPackages, packages[next_package_++]);
}

}  // namespace tlog
