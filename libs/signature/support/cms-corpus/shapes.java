import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.*;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.OtherRevocationInfoFormat;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.cert.X509AttributeCertificateHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.CollectionStore;

/** CAdES shapes by Bouncy Castle, with time stamps by openssl: run by make.sh with its two folders. */
public class Shapes {
  static Path work, out;
  static byte[] content;
  static final String CADES = "1.2.840.113549.1.9.16.2.";

  public static void main(String[] folders) throws Exception {
    work = Path.of(folders[0]);
    out = Path.of(folders[1]);
    content = Files.readAllBytes(work.resolve("content"));
    baseline();
    unsigned();
    frames();
  }

  /** What CAdES-BES and -EPES sign beside the digest. */
  static void baseline() throws Exception {
    for (String key : List.of("rsa", "p256")) {
      write("bes-" + key, new Message().by(key, "SHA256", besOf(key)));
      write("no-time-" + key, new Message().by(key, "SHA256", without(besOf(key), CMSAttributes.signingTime)));
    }
    write("bes-p384", new Message().by("p384", "SHA384", besOf("p384")));
    write("bes-512", new Message().by("rsa", "SHA512", besOf("rsa")));
    write("epes", new Message().by("rsa", "SHA256", with(besOf("rsa"), attribute("15", policy()))));
    write("many-signed", new Message().by("rsa", "SHA256", with(besOf("rsa"),
        attribute("4", new DERSequence(new ASN1Encodable[] {new DERUTF8String("thư"), CMSObjectIdentifiersData})),
        attribute("16", new DERSequence(new DERSequence(new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.6.1")))),
        attribute("17", new DERSequence(new DERTaggedObject(true, 0, new DERUTF8String("VN")))),
        attribute("18", new DERSequence(new DERTaggedObject(true, 0, new DERSequence()))),
        attribute("20", stamp(content)),
        new Attribute(new ASN1ObjectIdentifier("0.4.0.1733.2.1"), new DERSet(new DERUTF8String("text/plain"))))));
  }

  /** What is added later and signed by nobody: time stamps, references, values, archives, counter-signatures. */
  static void unsigned() throws Exception {
    Message bes = new Message().by("rsa", "SHA256", besOf("rsa"));
    CMSSignedData base = bes.make(false, true);
    byte[] value = base.getSignerInfos().getSigners().iterator().next().getSignature();
    Attribute t = attribute("14", stamp(value));
    write("t", base, t);
    write("t-two", base, new Attribute(id("14"), new DERSet(new ASN1Encodable[] {stamp(value), stamp(value)})));
    Attribute certRefs = attribute("21", new DERSequence(new DERSequence(hashOf("issuing.pem"))));
    Attribute revRefs = attribute("22", new DERSequence(new DERSequence(
        new DERTaggedObject(true, 0, new DERSequence(new DERSequence(hashOf("issuing.crl.pem")))))));
    write("c", base, t, certRefs, revRefs);
    Attribute x1 = attribute("25", stamp(certRefs.getEncoded()));
    Attribute x2 = attribute("26", stamp(revRefs.getEncoded()));
    write("x-1", base, t, certRefs, revRefs, x1);
    write("x-2", base, t, certRefs, revRefs, x2);
    Attribute certValues = attribute("23", new DERSequence(new ASN1Encodable[] {structure("issuing.pem"), structure("root.pem")}));
    Attribute revValues = attribute("24", new DERSequence(new ASN1Encodable[] {
        new DERTaggedObject(true, 0, new DERSequence(new ASN1Encodable[] {crl("root"), crl("issuing")})),
        new DERTaggedObject(true, 1, new DERSequence(basicAnswer()))}));
    Attribute listValues = attribute("24", new DERSequence(
        new DERTaggedObject(true, 0, new DERSequence(new ASN1Encodable[] {crl("issuing"), crl("root")}))));
    write("xl", base, t, certRefs, revRefs, certValues, revValues);
    write("xl-lists", base, certValues, listValues);
    write("xl-1", base, t, certRefs, revRefs, certValues, revValues, x1);
    write("xl-2", base, t, certRefs, revRefs, certValues, revValues, x2);
    Attribute a1 = attribute("27", stamp(value));
    Attribute a2 = attribute("48", stamp(content));
    write("a-1", base, t, certRefs, revRefs, certValues, revValues, a1);
    write("a-2", base, t, certRefs, revRefs, certValues, revValues, a2, attribute("48", nested(6)));
    write("a-3", base, t, certValues, revValues, archive3(nested(1)));
    write("a-3-nested", base, t, certValues, revValues, archive3(nested(3)), archive3(nested(9)));
    write("evidence-internal", base, t, attribute("49", evidenceRecord()));
    write("evidence-external", base, t, attribute("50", evidenceRecord()));
    write("long-term", base, t, new Attribute(new ASN1ObjectIdentifier("0.4.0.1733.2.2"), new DERSet(
        new DERSequence(new DERTaggedObject(true, 0, nested(2))))));
    write("unknown-attribute", base, new Attribute(new ASN1ObjectIdentifier("2.999.1.2"), new DERSet(new DERUTF8String("gì đó"))));
    write("without-values", base, new Attribute(new ASN1ObjectIdentifier("2.999.1.3"), new DERSet()));
    CMSSignedDataGenerator counter = new CMSSignedDataGenerator();
    counter.addSignerInfoGenerator(signer("p256", "SHA256", null, false));
    SignerInformation only = base.getSignerInfos().getSigners().iterator().next();
    SignerInformation countered = SignerInformation.addCounterSigners(only, counter.generateCounterSigners(only));
    write("countersigned", CMSSignedData.replaceSigners(base, new SignerInformationStore(countered)), new Attribute[0]);
  }

  /** Versions, choices of certificates and lists, encodings, several signers. */
  static void frames() throws Exception {
    UnaryOperator<Message> bes = m -> m.by("rsa", "SHA256", besOf("rsa"));
    write("two-signers", bes.apply(new Message()).by("p256", "SHA256", besOf("p256")));
    write("three-digests", bes.apply(new Message()).by("p384", "SHA384", besOf("p384")).by("rsa", "SHA512", besOf("rsa")));
    write("by-key", new Message().byKey("rsa"));
    write("two-by-key", new Message().byKey("rsa").byKey("p256"));
    write("chain-first", bes.apply(new Message("root", "issuing")));
    write("backwards", bes.apply(new Message("other3", "other2", "root", "other1", "issuing", "other3")));
    Message many = new Message();
    for (int number = 24; number > 8; number -= 1) many.certificates.add(certificate("other" + number));
    write("seventeen", bes.apply(many));
    write("lists", bes.apply(new Message()).lists("root", "issuing"));
    write("lists-backwards", bes.apply(new Message("issuing")).lists("issuing", "root", "issuing"));
    write("answer", bes.apply(new Message()).answer());
    write("lists-and-answer", bes.apply(new Message("issuing", "root")).lists("root", "issuing").answer());
    write("other-revocation", bes.apply(new Message()).other(new ASN1ObjectIdentifier("2.999.7"), new DERUTF8String("danh sách")));
    write("other-certificate", reframed(bes, new DERTaggedObject(false, 3,
        new DERSequence(new ASN1Encodable[] {new ASN1ObjectIdentifier("2.999.8"), new DERUTF8String("giấy")})), 5));
    write("type-other", bes.apply(new Message()).type("1.2.840.113549.1.9.16.1.9"));
    write("by-pss", new Message().byPss("rsa"));
    for (int size : new int[] {1, 4096, 30000}) stream("streamed-" + size, size);
  }

  /** A message as its parts say. */
  static class Message {
    final CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    final List<X509CertificateHolder> certificates = new ArrayList<>();
    ASN1ObjectIdentifier type = CMSObjectIdentifiersData;

    Message(String... first) {
      for (String name : first) certificates.add(certificate(name));
    }

    Message by(String key, String digest, AttributeTable attributes) {
      return add(key, signer(key, digest, attributes, false));
    }

    Message byKey(String key) {
      return add(key, signer(key, "SHA256", null, true));
    }

    Message byPss(String key) {
      try {
        ContentSigner pss = new JcaContentSignerBuilder("SHA256withRSAandMGF1").setProvider(provider).build(keyOf(key));
        return add(key, new JcaSignerInfoGeneratorBuilder(digests()).build(pss, certificate(key)));
      } catch (Exception fault) {
        throw new IllegalStateException(fault);
      }
    }

    Message add(String key, SignerInfoGenerator signer) {
      generator.addSignerInfoGenerator(signer);
      if (!certificates.contains(certificate(key))) certificates.add(certificate(key));
      return this;
    }

    Message lists(String... names) throws Exception {
      for (String name : names) generator.addCRL(new X509CRLHolder(Files.readAllBytes(work.resolve(name + ".crl"))));
      return this;
    }

    Message answer() throws Exception {
      OCSPResponse answer = OCSPResponse.getInstance(Files.readAllBytes(work.resolve("rsa.ocsp")));
      return other(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.16.2"), answer);
    }

    Message other(ASN1ObjectIdentifier format, ASN1Encodable value) {
      generator.addOtherRevocationInfo(format, value);
      return this;
    }

    Message type(String dotted) {
      type = new ASN1ObjectIdentifier(dotted);
      return this;
    }

    CMSSignedData make(boolean inside, boolean withCertificates) throws Exception {
      if (withCertificates) generator.addCertificates(new CollectionStore<>(certificates));
      return generator.generate(new CMSProcessableByteArray(type, content), inside);
    }
  }

  static final ASN1ObjectIdentifier CMSObjectIdentifiersData = new ASN1ObjectIdentifier("1.2.840.113549.1.7.1");
  static final BouncyCastleProvider provider = new BouncyCastleProvider();

  /** Detached in DER, and with the content inside as Bouncy Castle writes it by itself, which is BER. */
  static void write(String name, Message message) throws Exception {
    CMSSignedData inside = message.make(true, true);
    Files.write(out.resolve("bc-" + name + ".p7m"), inside.getEncoded());
    CMSSignedData detached = message.generator.generate(new CMSProcessableByteArray(message.type, content), false);
    Files.write(out.resolve("bc-" + name + ".p7s"), detached.getEncoded("DER"));
  }

  static void write(String name, CMSSignedData base, Attribute... attributes) throws Exception {
    SignerInformation only = base.getSignerInfos().getSigners().iterator().next();
    AttributeTable table = only.getUnsignedAttributes();
    for (Attribute one : attributes) table = table == null ? new AttributeTable(one) : with(table, one);
    SignerInformation more = SignerInformation.replaceUnsignedAttributes(only, table);
    CMSSignedData whole = CMSSignedData.replaceSigners(base, new SignerInformationStore(more));
    Files.write(out.resolve("bc-" + name + ".p7s"), whole.getEncoded());
  }

  static void write(String name, byte[] message) throws Exception {
    Files.write(out.resolve("bc-" + name + ".p7s"), message);
  }

  static void stream(String name, int bytes) throws Exception {
    CMSSignedDataStreamGenerator generator = new CMSSignedDataStreamGenerator();
    generator.setBufferSize(bytes);
    generator.addSignerInfoGenerator(signer("rsa", "SHA256", besOf("rsa"), false));
    generator.addCertificates(new CollectionStore<>(List.of(certificate("issuing"), certificate("rsa"))));
    ByteArrayOutputStream into = new ByteArrayOutputStream();
    var writing = generator.open(into, true);
    writing.write(content);
    writing.close();
    Files.write(out.resolve("bc-" + name + ".p7m"), into.toByteArray());
  }

  /** With another choice of certificate, and the version that follows from it. */
  static byte[] reframed(UnaryOperator<Message> made, ASN1Encodable choice, int version) throws Exception {
    SignedData data = SignedData.getInstance(made.apply(new Message()).make(false, true).toASN1Structure().getContent());
    ASN1EncodableVector certificates = new ASN1EncodableVector();
    for (ASN1Encodable one : data.getCertificates()) certificates.add(one);
    certificates.add(choice);
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(new ASN1Integer(version));
    parts.add(data.getDigestAlgorithms());
    parts.add(data.getEncapContentInfo());
    parts.add(new DERTaggedObject(false, 0, new DLSet(certificates)));
    parts.add(data.getSignerInfos());
    return new ContentInfo(new ASN1ObjectIdentifier("1.2.840.113549.1.7.2"), new DLSequence(parts)).getEncoded("DL");
  }

  static SignerInfoGenerator signer(String key, String digest, AttributeTable attributes, boolean byKey) {
    try {
      String scheme = digest + (key.startsWith("rsa") ? "withRSA" : "withECDSA");
      ContentSigner signer = new JcaContentSignerBuilder(scheme).setProvider(provider).build(keyOf(key));
      JcaSignerInfoGeneratorBuilder builder = new JcaSignerInfoGeneratorBuilder(digests());
      if (attributes != null) builder.setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(attributes) {
        @Override
        protected Hashtable createStandardAttributeTable(java.util.Map parameters) {
          Hashtable standard = super.createStandardAttributeTable(parameters);
          if (attributes.get(CMSAttributes.signingTime) == null) standard.remove(CMSAttributes.signingTime);
          return standard;
        }
      });
      X509CertificateHolder certificate = certificate(key);
      if (!byKey) return builder.build(signer, certificate);
      byte[] id = ASN1OctetString.getInstance(certificate
          .getExtension(org.bouncycastle.asn1.x509.Extension.subjectKeyIdentifier).getParsedValue()).getOctets();
      return builder.build(signer, id);
    } catch (Exception fault) {
      throw new IllegalStateException(fault);
    }
  }

  static AttributeTable besOf(String key) {
    try {
      byte[] hash = sha256(certificate(key).getEncoded());
      AttributeTable table = new AttributeTable(attribute("47", new SigningCertificateV2(new ESSCertIDv2[] {new ESSCertIDv2(hash)})));
      return with(table, new Attribute(CMSAttributes.signingTime, new DERSet(new org.bouncycastle.asn1.cms.Time(new java.util.Date()))));
    } catch (Exception fault) {
      throw new IllegalStateException(fault);
    }
  }

  static AttributeTable with(AttributeTable table, Attribute... more) {
    ASN1EncodableVector all = table.toASN1EncodableVector();
    for (Attribute one : more) all.add(one);
    return new AttributeTable(all);
  }

  static AttributeTable without(AttributeTable table, ASN1ObjectIdentifier type) {
    return table.remove(type);
  }

  static ASN1ObjectIdentifier id(String last) {
    return new ASN1ObjectIdentifier(CADES + last);
  }

  static Attribute attribute(String last, ASN1Encodable value) {
    return new Attribute(id(last), new DERSet(value));
  }

  static ASN1Encodable policy() throws Exception {
    ASN1Encodable algorithm = new DERSequence(new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.1"));
    return new DERSequence(new ASN1Encodable[] {new ASN1ObjectIdentifier("2.999.4"),
        new DERSequence(new ASN1Encodable[] {algorithm, new DEROctetString(sha256(content))})});
  }

  static ASN1Encodable hashOf(String file) throws Exception {
    ASN1Encodable algorithm = new DERSequence(new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.1"));
    return new DERSequence(new ASN1Encodable[] {algorithm, new DEROctetString(sha256(Files.readAllBytes(work.resolve(file))))});
  }

  /** By openssl's time-stamping authority. */
  static ASN1Primitive stamp(byte[] bytes) throws Exception {
    Files.write(work.resolve("stamped"), bytes);
    run("openssl", "ts", "-query", "-data", "stamped", "-sha256", "-cert", "-no_nonce", "-out", "query.tsq");
    run("openssl", "ts", "-reply", "-config", "ca.cnf", "-queryfile", "query.tsq", "-signer", "stamper.pem", "-inkey",
        "stamper.key", "-token_out", "-out", "token");
    return ASN1Primitive.fromByteArray(Files.readAllBytes(work.resolve("token")));
  }

  /** A token whose signer has one in its unsigned attributes, and so on. */
  static ASN1Primitive nested(int depth) throws Exception {
    CMSSignedData token = new CMSSignedData(stamp(content).getEncoded());
    if (depth == 0) return token.toASN1Structure().toASN1Primitive();
    SignerInformation only = token.getSignerInfos().getSigners().iterator().next();
    AttributeTable table = new AttributeTable(attribute("48", nested(depth - 1)));
    SignerInformation more = SignerInformation.replaceUnsignedAttributes(only, table);
    return CMSSignedData.replaceSigners(token, new SignerInformationStore(more)).toASN1Structure().toASN1Primitive();
  }

  static Attribute archive3(ASN1Encodable token) {
    return new Attribute(new ASN1ObjectIdentifier("0.4.0.1733.2.4"), new DERSet(token));
  }

  /** EvidenceRecord (RFC 4998) as far as its shape goes. */
  static ASN1Encodable evidenceRecord() throws Exception {
    ASN1Encodable algorithms = new DERSequence(new DERSequence(new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.1")));
    ASN1Encodable chain = new DERSequence(new DERSequence(new DERSequence(stamp(content))));
    return new DERSequence(new ASN1Encodable[] {new ASN1Integer(1), algorithms, chain});
  }

  static ASN1Encodable structure(String file) throws Exception {
    return ASN1Primitive.fromByteArray(pem(file));
  }

  static ASN1Encodable crl(String name) throws Exception {
    return ASN1Primitive.fromByteArray(Files.readAllBytes(work.resolve(name + ".crl")));
  }

  static ASN1Encodable basicAnswer() throws Exception {
    OCSPResponse answer = OCSPResponse.getInstance(Files.readAllBytes(work.resolve("rsa.ocsp")));
    return ASN1Primitive.fromByteArray(answer.getResponseBytes().getResponse().getOctets());
  }

  static X509CertificateHolder certificate(String name) {
    try {
      return new X509CertificateHolder(pem(name + ".pem"));
    } catch (Exception fault) {
      throw new IllegalStateException(fault);
    }
  }

  static PrivateKey keyOf(String name) throws Exception {
    String kind = name.startsWith("rsa") ? "RSA" : "EC";
    return KeyFactory.getInstance(kind, provider).generatePrivate(new PKCS8EncodedKeySpec(pem(name + ".key")));
  }

  static byte[] pem(String file) throws Exception {
    String text = Files.readString(work.resolve(file)).replaceAll("-----[^-]+-----", "").replaceAll("\\s", "");
    return Base64.getDecoder().decode(text);
  }

  static org.bouncycastle.operator.DigestCalculatorProvider digests() throws Exception {
    return new JcaDigestCalculatorProviderBuilder().setProvider(provider).build();
  }

  static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  static void run(String... words) throws Exception {
    Process process = new ProcessBuilder(words).directory(work.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) throw new IllegalStateException(String.join(" ", words) + ": " + said);
  }
}
