#include "libcore/conda/entry.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/conda/plain_record.h"
#include "libcore/text/json_read.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

constexpr size_t kSha256Digits = 64;
constexpr size_t kLongestKey = std::string_view("attestation_sha256").size();

// Appends a string as it is written in an entry. Where the input has no escape, its own form is the canonical one: what
// would have to be escaped cannot stand in it. Then the quotes around it are taken along.
void append_string(std::string& out, const JsonToken& token) {
  if (token.escaped)
    append_json_string(out, token.unescaped());
  else
    out.append(token.raw.data() - 1, token.raw.size() + 2);
}

// A member of the record; null is the same as absent.
struct Value : JsonValue {
  bool absent() const { return kind == JsonKind::kNull; }
  bool is_string() const { return kind == JsonKind::kString; }
  bool is_u64() const { return kind == JsonKind::kNumber && parse_u64(text.raw); }
};

// The strings of an array as they are written, or nothing when there are none. Once they are longer than an entry may
// be the rest is left out; the entry is refused anyway.
void read_strings(const Value& value, std::string& out) {
  out.clear();
  if (value.kind != JsonKind::kArray) return;
  JsonScanner scan(value.text.raw);
  JsonToken element;
  scan.enter_array();
  while (out.size() <= kMaxEntryLineBytes && scan.next_element()) {
    if (scan.peek() != JsonKind::kString) {
      scan.skip();
      continue;
    }
    scan.read_string(&element);
    out.push_back(out.empty() ? '[' : ',');
    if (element.longer_than(kMaxEntryLineBytes)) {
      out.append(kMaxEntryLineBytes, '?');
    } else {
      append_string(out, element);
    }
  }
  if (!out.empty()) out.push_back(']');
}

[[maybe_unused]] constexpr std::array<bool, 256> kIsHexDigit = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("0123456789abcdefABCDEF")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

}  // namespace

// Without a branch for each digit, which no processor can foresee; with SSE2 16 of them at once.
bool is_sha256(std::string_view text) {
  if (text.size() != kSha256Digits) return false;
#ifdef __SSE2__
  __m128i others = _mm_setzero_si128();
  for (size_t i = 0; i < kSha256Digits; i += 16) {
    const __m128i c = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i));
    // What is beyond a range by saturating subtraction: both differences are zero inside of it.
    const auto beyond = [](__m128i x, char first, char last) {
      return _mm_or_si128(_mm_subs_epu8(_mm_set1_epi8(first), x), _mm_subs_epu8(x, _mm_set1_epi8(last)));
    };
    const __m128i no_digit = beyond(c, '0', '9'), no_letter = beyond(_mm_or_si128(c, _mm_set1_epi8(0x20)), 'a', 'f');
    others = _mm_or_si128(others, _mm_min_epu8(no_digit, no_letter));
  }
  return _mm_movemask_epi8(_mm_cmpeq_epi8(others, _mm_setzero_si128())) == 0xffff;
#else
  bool all = true;
  for (const char c : text) all &= kIsHexDigit[static_cast<unsigned char>(c)];
  return all;
#endif
}

// The members that matter, where they stand in the record.
struct EntryWriter::Fields {
  bool is_object = false;
  bool whole = false;  // the record has the members that repodata does not give, too
  Value attestation_sha256, filename;
  Value build, build_number, constrains, depends, license, license_family, md5, name, sha256, size, subdir, timestamp,
      version;

  // A string alone is longer than the line may be. (The subdir is only looked at when it is written.)
  bool too_long(bool with_subdir) const {
    if (with_subdir && subdir.is_string() && subdir.text.longer_than(kMaxEntryLineBytes)) return true;
    const Value* strings[] = {
        &attestation_sha256, &filename, &build, &license, &license_family, &md5, &name, &sha256, &version};
    return std::any_of(std::begin(strings), std::end(strings), [](const Value* value) {
      return value->is_string() && value->text.longer_than(kMaxEntryLineBytes);
    });
  }

  // The member of that name; null when it is dropped.
  Value* find(std::string_view key) {
    switch (key.size()) {
      case 3:
        return key == "md5" ? &md5 : nullptr;
      case 4:
        return key == "name" ? &name : key == "size" ? &size : nullptr;
      case 5:
        return key == "build" ? &build : nullptr;
      case 6:
        return key == "sha256" ? &sha256 : key == "subdir" ? &subdir : nullptr;
      case 7:
        return key == "license" ? &license : key == "version" ? &version : key == "depends" ? &depends : nullptr;
      case 8:
        return whole && key == "filename" ? &filename : nullptr;
      case 9:
        return key == "timestamp" ? &timestamp : nullptr;
      case 10:
        return key == "constrains" ? &constrains : nullptr;
      case 12:
        return key == "build_number" ? &build_number : nullptr;
      case 14:
        return key == "license_family" ? &license_family : nullptr;
      case 18:
        return whole && key == "attestation_sha256" ? &attestation_sha256 : nullptr;
      default:
        return nullptr;
    }
  }
};

namespace {

Error invalid(const std::string& what) { return Error(Errc::kMalformed, what); }

// A record for a person. Of a filename of megabytes only the beginning is looked at.
std::string record_name(const PackageView& package) {
  const JsonToken& filename = package.filename;
  return fmt::format("record \"{}\" in {}",
                     filename.escaped ? printable(filename.unescaped()) : printable(filename.raw),
                     section_name(package.section));
}

Status check_present(const char* key, const Value& value) {
  if (value.absent()) return invalid(fmt::format("no \"{}\"", key));
  return {};
}

Status check_string(const char* key, const Value& value) {
  CHECK(check_present(key, value));
  if (!value.is_string()) return invalid(fmt::format("\"{}\" is not a string", key));
  return {};
}

Status check_u64(const char* key, const Value& value) {
  CHECK(check_present(key, value));
  if (!value.is_u64()) return invalid(fmt::format("\"{}\" is not an integer from 0 to 2^64-1", key));
  return {};
}

Status check_sha256(const Value& value) {
  CHECK(check_string("sha256", value));
  const JsonToken& text = value.text;
  if (text.escaped ? !text.longer_than(kSha256Digits) && is_sha256(text.unescaped()) : is_sha256(text.raw)) return {};
  return invalid("\"sha256\" is not 64 hexadecimal digits");
}

Status check_subdir(const Value& value, bool whole) {
  auto status = check_string("subdir", value);
  if (status || whole) return status;
  return std::move(status).error().hint(
      "there is no info.subdir either; --subdir before the input gives one to all its records");
}

}  // namespace

EntryWriter::EntryWriter(std::optional<std::string> subdir) {
  if (!subdir) return;
  subdir_.emplace();
  append_json_string(*subdir_, *subdir);
}

void EntryWriter::read(std::string_view record, Fields& fields) {
  JsonScanner scan(record);
  fields.is_object = scan.peek() == JsonKind::kObject;
  if (!fields.is_object) return;
  JsonToken key;
  JsonValue value;
  std::string resolved;  // a key with its escapes resolved
  scan.enter_object();
  while (scan.next_member(&key, &value)) {
    std::string_view name = key.raw;
    if (key.escaped && !key.longer_than(kLongestKey)) name = resolved = key.unescaped();
    if (Value* field = fields.find(name)) static_cast<JsonValue&>(*field) = value;
  }
  ASSERT(scan.finish());
  read_strings(fields.constrains, constrains_);
  read_strings(fields.depends, depends_);
}

Status EntryWriter::append(const PackageView& package, std::string& out) {
  const JsonToken& filename = package.filename;
  if (!filename.escaped && append_plain_record(package.record, filename.raw, subdir_, out)) return {};
  Fields fields;
  read(package.record, fields);
  static_cast<JsonValue&>(fields.filename) = {JsonKind::kString, package.filename};
  auto status = append_fields(fields, out);
  if (status) return status;
  return std::move(status).error().context(record_name(package));
}

Status EntryWriter::append_canonical(std::string_view line, std::string& out) {
  Fields fields;
  fields.whole = true;
  read(line, fields);
  return append_fields(fields, out);
}

Status EntryWriter::append_fields(const Fields& fields, std::string& out) const {
  if (!fields.is_object) return invalid("not an object");
  CHECK(check_string("filename", fields.filename));
  CHECK(check_string("name", fields.name));
  CHECK(check_string("version", fields.version));
  CHECK(check_string("build", fields.build));
  CHECK(check_u64("build_number", fields.build_number));
  CHECK(check_u64("size", fields.size));
  CHECK(check_sha256(fields.sha256));
  if (!subdir_) CHECK(check_subdir(fields.subdir, fields.whole));
  const size_t start = out.size();
  if (!fields.too_long(!subdir_)) {
    write(fields, out);
    if (out.size() - start <= kMaxEntryLineBytes) return {};
    out.resize(start);
  }
  return invalid(fmt::format("its line would be longer than {} bytes", kMaxEntryLineBytes));
}

// In the order of the keys' bytes.
void EntryWriter::write(const Fields& fields, std::string& out) const {
  const auto text = [&out](std::string_view key, const Value& value) {
    if (!value.is_string()) return;
    out += key;
    append_string(out, value.text);
  };
  const auto plain = [&out](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    out += key;
    out += value;
  };
  out.push_back('{');
  if (fields.attestation_sha256.is_string()) {
    text("\"attestation_sha256\":", fields.attestation_sha256);
    out.push_back(',');
  }
  text("\"build\":", fields.build);
  plain(",\"build_number\":", fields.build_number.text.raw);
  plain(",\"constrains\":", constrains_);
  plain(",\"depends\":", depends_);
  text(",\"filename\":", fields.filename);
  text(",\"license\":", fields.license);
  text(",\"license_family\":", fields.license_family);
  text(",\"md5\":", fields.md5);
  text(",\"name\":", fields.name);
  text(",\"sha256\":", fields.sha256);
  plain(",\"size\":", fields.size.text.raw);
  if (subdir_)
    plain(",\"subdir\":", *subdir_);
  else
    text(",\"subdir\":", fields.subdir);
  if (fields.timestamp.is_u64()) plain(",\"timestamp\":", fields.timestamp.text.raw);
  text(",\"version\":", fields.version);
  out.push_back('}');
}

}  // namespace tlog
