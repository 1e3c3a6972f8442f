#include "libcore/store/s3_listing.h"

#include <string>

#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::reason;

TEST_SUITE_BEGIN("store");

std::string page(const std::string& inside) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult "
         "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" +
         inside + "</ListBucketResult>\n";
}

const std::string kLast = "<IsTruncated>false</IsTruncated>";

std::string object(const std::string& key, const std::string& size) {
  return "<Contents><Key>" + key + "</Key><LastModified>2026-01-01T00:00:00Z</LastModified><Size>" + size +
         "</Size><Owner><ID>x</ID></Owner></Contents>";
}

TEST_CASE("a listing of a bucket: what it says") {
  const auto last = parse_s3_listing(page("<Name>b</Name>" + kLast + object("a/b&amp;c", "0") + object("d%20", "123")));
  REQUIRE_MESSAGE(last, reason(last));
  REQUIRE(last->objects.size() == 2);
  CHECK(last->objects[0].key == "a/b&c");
  CHECK(last->objects[0].size_bytes == 0);
  CHECK(last->objects[1].key == "d%20");
  CHECK(last->objects[1].size_bytes == 123);
  CHECK_FALSE(last->next);

  const auto encoded =
      parse_s3_listing(page("<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>t=/"
                            "+</NextContinuationToken>" +
                            object("a+b%2Bc%41", "7")));
  REQUIRE_MESSAGE(encoded, reason(encoded));
  CHECK(encoded->objects.at(0).key == "a b+cA");
  CHECK(encoded->next == "t=/+");

  CHECK(parse_s3_listing(page(kLast))->objects.empty());
}

TEST_CASE("a listing of a bucket: rejects") {
  const std::string not_one = "not a listing of a bucket: ";
  const struct {
    std::string xml, why;
  } table[] = {
      {"", "No document element found"},
      {"<html>", "Start-end tags mismatch"},
      {"<html></html>", "no ListBucketResult"},
      {"<Error><Code>AccessDenied</Code></Error>", "no ListBucketResult"},
      {page(""), "it does not say whether it goes on"},
      {page("<IsTruncated>maybe</IsTruncated>"), "it does not say whether it goes on"},
      {page(kLast + kLast), "it does not say whether it goes on"},
      {page("<IsTruncated>true</IsTruncated>"), "it goes on, and does not say how"},
      {page("<IsTruncated>true</IsTruncated><NextContinuationToken/>"), "it goes on, and does not say how"},
      {page(kLast + "<Contents><Size>1</Size></Contents>"), "an object without a key"},
      {page(kLast + object("", "1")), "an object without a key"},
      {page(kLast + "<Contents><Key>a</Key><Key>b</Key><Size>1</Size></Contents>"), "an object without a key"},
      {page(kLast + "<Contents><Key>a</Key></Contents>"), "an object without a size"},
      {page(kLast + object("a", "-1")), "an object without a size"},
      {page(kLast + object("a", "18446744073709551616")), "an object without a size"},
      {page("<EncodingType>url</EncodingType>" + kLast + object("a%4", "1")), "a key that is not encoded as it says"},
      {page(kLast + object("a", "1")).substr(0, 150), "Error parsing start element tag"},
  };
  for (const auto& row : table) {
    CAPTURE(row.xml);
    const auto read = parse_s3_listing(row.xml);
    REQUIRE_FALSE(read);
    CHECK(read.error().code() == Errc::kMalformed);
    CHECK(read.error().message() == not_one + row.why);
  }
}

TEST_CASE("a listing of a bucket: no entity is expanded") {
  std::string xml = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>";
  xml += "<ListBucketResult>" + kLast + object("&a;&b;", "1") + "</ListBucketResult>";
  const auto read = parse_s3_listing(xml);
  REQUIRE_MESSAGE(read, reason(read));
  CHECK(read->objects.at(0).key == "&a;&b;");
}

TEST_CASE("a listing of a bucket: a document as deep as it is long") {
  std::string xml;
  for (int i = 0; i < 100'000; i++) xml += "<a>";
  for (int i = 0; i < 100'000; i++) xml += "</a>";
  CHECK(reason(parse_s3_listing(xml)) == "not a listing of a bucket: no ListBucketResult");
}

TEST_CASE("what asks for a page") {
  CHECK(s3_listing_query("logs/r/", std::nullopt) == "encoding-type=url&list-type=2&prefix=logs%2Fr%2F");
  CHECK(s3_listing_query("", "a b+/=") == "continuation-token=a%20b%2B%2F%3D&encoding-type=url&list-type=2&prefix=");
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
