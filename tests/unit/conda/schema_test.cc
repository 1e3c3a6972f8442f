#include "libcore/conda/schema.h"

#include <string>

#include "libcore/text/json_scan.h"
#include "tests/unit/testing.h"

using tlog::testing::reason;
using tlog::testing::replaced;

namespace {

const std::string kLine =
    R"({"build":"h166bdaf_4","build_number":4,"depends":["libgcc-ng >=12"],"filename":"zlib-1.2.13-h166bdaf_4.tar.bz2",)"
    R"("license":"Zlib","md5":"4b11e365c0275b808be78b30f904e295","name":"zlib",)"
    R"("sha256":"282ce274ebe6da1fbd52efbb61bd5a93dec0365b14d64566e6819d1691b75300","size":94099,"subdir":"linux-64",)"
    R"("timestamp":1665996421000,"version":"1.2.13"})";

std::string with(std::string_view from, std::string_view to) { return replaced(kLine, from, to); }

// What is wrong, and the canonical form where that is what the message ends with.
std::string fault(const std::string& line) {
  tlog::CondaSchema schema;
  const auto status = schema.check(line);
  if (status) return "";
  CHECK(status.error().code() == tlog::Errc::kMalformed);
  return status.error().message();
}

std::string form(const std::string& line) {
  tlog::CondaSchema schema;
  const auto status = schema.check(line);
  const std::string start = "the line is not in canonical form, which is: ";
  if (status || !status.error().message().starts_with(start)) return "";
  return status.error().message().substr(start.size());
}

}  // namespace

TEST_SUITE("conda/schema") {
  TEST_CASE("entries") {
    for (const std::string& line : {
             kLine,
             with("{", R"({"attestation_sha256":"ab",)"),
             with(R"(,"depends":["libgcc-ng >=12"])", ""),
             with(R"("depends":)", R"("constrains":["a","a"],"depends":)"),
             with(R"(,"timestamp":1665996421000)", ""),
             with(R"("license":"Zlib")", R"("license":"","license_family":"\u0001\n\"\\/é")"),
             with("94099", "18446744073709551615"),
             with("282ce2", "282CE2"),
             with("zlib-1.2.13-h166bdaf_4.tar.bz2", ""),
         }) {
      CHECK_MESSAGE(fault(line) == "", line);
    }
  }

  TEST_CASE("lines that are not in canonical form, each with its form") {
    for (const std::string& line : {
             with("{", "{ "),
             kLine + " ",
             with(":4,", ": 4,"),
             with("{", R"({"arch":"x86_64",)"),
             with("{", R"({"noarch":null,)"),
             with("{", R"({"attestation_sha256":null,)"),
             with("{", R"({"build":"x",)"),  // the last one counts
             with(R"("license":"Zlib")", R"("license":"Zlib","license_family":null)"),
             with(R"("license":)", R"("constrains":[],"license":)"),
             with("\"libgcc-ng >=12\"", "\"libgcc-ng >=12\",1"),
             with("\"libgcc-ng >=12\"", "\"libgcc-ng >=12\", \"x\""),
             with("zlib-1", "\\u007alib-1"),
             with(R"("build")", R"("\u0062uild")"),
             with("Zlib", "Z\\/lib"),
             with("Zlib", "Z\\u001Flib"),
             with("1665996421000", "1.6e12"),
             with("1665996421000", "-1"),
             with(R"("version":"1.2.13")", R"("version":"1.2.13","type":"package")"),
         }) {
      const std::string canonical = form(line);
      CHECK_MESSAGE(canonical != "", line);
      CHECK(canonical != line);
      CHECK_MESSAGE(fault(canonical) == "", canonical);
    }
    CHECK(form(with("{", R"({"noarch":null,)")) == kLine);
    CHECK(form(R"( {"version":"1.2.13",)" + kLine.substr(1)) == kLine);
    const std::string longest = with("Zlib", std::string(65535 - kLine.size(), 'x') + "Zlib");
    CHECK(form(with("Zlib", "Z\\u00e9\\n\\u007f\\u202e")) == with("Zlib", "Z\xc3\xa9\\n\\x7f\\u{202e}"));
    CHECK(form(longest + " ") == longest);
  }

  TEST_CASE("lines that are no packages") {
    const std::string at = "the line is not a conda-v1 entry: ";
    for (const char* key : {"build", "filename", "name", "sha256", "subdir", "version"}) {
      const std::string quoted = '"' + std::string(key) + '"';
      CHECK(fault(with(quoted, "\"x\"")) == at + "no " + quoted);
      CHECK(fault(with(quoted, quoted + ":null,\"x\"")) == at + "no " + quoted);
      CHECK(fault(with(quoted, quoted + ":1,\"x\"")) == at + quoted + " is not a string");
      CHECK(fault(with(quoted, quoted + ":[],\"x\"")) == at + quoted + " is not a string");
    }
    for (const char* key : {"build_number", "size"}) {
      const std::string quoted = '"' + std::string(key) + '"';
      CHECK(fault(with(quoted, "\"x\"")) == at + "no " + quoted);
      for (const char* value : {"\"1\"", "-0", "-1", "1.0", "1e3", "18446744073709551616", "true", "[1]"}) {
        CHECK(fault(with(quoted, quoted + ":" + value + ",\"x\"")) ==
              at + quoted + " is not an integer from 0 to 2^64-1");
      }
    }
    CHECK(fault(with("282ce2", "282cg2")) == at + "\"sha256\" is not 64 hexadecimal digits");
    CHECK(fault(with("282ce2", "282ce")) == at + "\"sha256\" is not 64 hexadecimal digits");
    CHECK(fault("{}") == at + "no \"filename\"");
    CHECK(fault(R"({"note":"n","timestamp":1,"type":"epoch"})") == at + "no \"filename\"");
  }

  TEST_CASE("what drives a terminal is not shown as it is") {
    CHECK(form(with("Zlib\"", "Z\x7f\",\"noarch\":1")).find("Z\\x7f") != std::string::npos);
  }
}
