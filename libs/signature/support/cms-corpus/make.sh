#!/bin/bash
# Makes the corpus of foreign CMS anew: keys and certificates by openssl, messages by openssl and Bouncy Castle (Debian: openssl,
# openjdk-17-jdk-headless, libbcpkix-java). Usage: make.sh FOLDER. The folder gets the messages, `content`, and the trust to judge by.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
printf 'Công văn số 15/STTTT về việc thử chữ ký\r\n' >content

cat >ca.cnf <<'CNF'
[req]
distinguished_name=dn
prompt=no
[dn]
[root]
basicConstraints=critical,CA:true
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[issuing]
basicConstraints=critical,CA:true,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
[signer]
keyUsage=critical,digitalSignature
extendedKeyUsage=1.3.6.1.5.5.7.3.36
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
[stamper]
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
[responder]
keyUsage=critical,digitalSignature
extendedKeyUsage=OCSPSigning
noCheck=ignored
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
[lists]
database=index
crlnumber=number
default_md=sha256
crl_extensions=list
[list]
authorityKeyIdentifier=keyid
[tsa]
default_tsa=one
[one]
serial=tsaserial
signer_digest=sha256
default_policy=2.999.3161.1
digests=sha256,sha384,sha512
accuracy=secs:1
ess_cert_id_alg=sha256
certs=issuing.pem
CNF
touch index
echo 1000 >number
echo 01 >tsaserial

key() { # NAME ALGORITHM OPTIONS
  openssl genpkey -algorithm "$2" "${@:3}" -out "$1.key" 2>/dev/null
}
certify() { # NAME SUBJECT SECTION ISSUER DAYS
  openssl req -new -utf8 -config ca.cnf -key "$1.key" -subj "$2" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA "$4.pem" -CAkey "$4.key" -set_serial "0x$(openssl rand -hex 8 | sed 's/^./4/')" -sha256 \
    -days "$5" -extfile ca.cnf -extensions "$3" -out "$1.pem" 2>/dev/null
}
rsa=(RSA -pkeyopt rsa_keygen_bits:2048)
key root "${rsa[@]}"
openssl req -x509 -new -utf8 -config ca.cnf -extensions root -key root.key -sha256 -days 6000 -subj '/C=VN/CN=Corpus root' -out root.pem
key issuing "${rsa[@]}"
certify issuing '/C=VN/CN=Corpus issuing' issuing root 5000
dn() { printf '/C=VN/organizationIdentifier=%s/OU=%s/CN=%s' "$1" "$2" "$3"; }
key rsa "${rsa[@]}"
certify rsa "$(dn H54.07 agency 'Agency by RSA')" signer issuing 1800
key p256 EC -pkeyopt ec_paramgen_curve:P-256
certify p256 "$(dn H54.08 agency 'Agency by P-256')" signer issuing 1800
key p384 EC -pkeyopt ec_paramgen_curve:P-384
certify p384 "$(dn H54.07 person 'Person by P-384')" signer issuing 1800
key stamper EC -pkeyopt ec_paramgen_curve:P-256
certify stamper '/C=VN/CN=Corpus time stamps' stamper issuing 1800
key responder EC -pkeyopt ec_paramgen_curve:P-256
certify responder '/C=VN/CN=Corpus status' responder issuing 1800
for number in $(seq 1 24); do
  cp p256.key "other$number.key"
  certify "other$number" "$(dn "H99.$number" agency "Other $number")" signer issuing 1800
done
cat other*.pem >others.pem
for level in root issuing; do
  openssl ca -config ca.cnf -name lists -gencrl -keyfile $level.key -cert $level.pem -crldays 1800 -out $level.crl.pem 2>/dev/null
  openssl crl -in $level.crl.pem -outform DER -out $level.crl
done
openssl x509 -in rsa.pem -noout -serial | sed 's/serial=//' >serial
printf 'V\t350101000000Z\t\t%s\tunknown\t/CN=x\n' "$(cat serial)" >status
openssl ocsp -sha256 -issuer issuing.pem -cert rsa.pem -no_nonce -reqout request >/dev/null
openssl ocsp -index status -rsigner responder.pem -rkey responder.key -CA issuing.pem -reqin request -respout rsa.ocsp \
  -ndays 1700 -rmd sha256 >/dev/null 2>&1
cp content root.pem issuing.pem root.crl issuing.crl rsa.ocsp "$out"
cp rsa.pem "$out/signer.pem"

# openssl: NAME.FORM OPTIONS; p7s detached, p7m with the content inside
sign() {
  local name=$1 inside=()
  shift
  [[ $name == *.p7m ]] && inside=(-nodetach)
  openssl cms -sign -binary -in content -outform DER "${inside[@]}" "$@" -out "$out/openssl-$name"
}
by() { printf -- '-signer %s.pem -inkey %s.key ' "$1" "$1"; }
for form in p7s p7m; do
  sign plain.$form $(by rsa)
  sign stream.$form -stream $(by rsa)
  sign cades.$form -cades $(by rsa)
  sign sha384.$form -md sha384 $(by rsa)
  sign sha512.$form -md sha512 $(by rsa)
  sign p256.$form $(by p256)
  sign p384.$form -md sha384 $(by p384)
  sign keyid.$form -keyid $(by rsa)
  sign keyid-stream.$form -keyid -stream $(by p256)
  sign two.$form $(by rsa) $(by p256)
  sign three.$form -cades $(by rsa) $(by p256) $(by p384)
  sign three-stream.$form -stream -cades $(by rsa) $(by p256) $(by p384)
  sign with-authorities.$form -certfile <(cat root.pem issuing.pem) $(by rsa)
  sign no-capabilities.$form -nosmimecap $(by rsa)
  sign type.$form -econtent_type 1.2.840.113549.1.9.16.1.9 $(by rsa)
  sign pss.$form $(by rsa) -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:32
  sign stream-cades-512.$form -stream -cades -md sha512 $(by rsa)
  sign nobody-enclosed.$form -nocerts $(by rsa)
done
sign many-certificates.p7s -certfile others.pem $(by rsa)
sign many-certificates-stream.p7m -stream -certfile others.pem $(by rsa)
openssl smime -sign -binary -in content -outform DER $(by rsa) -out "$out/openssl-smime.p7s"
openssl smime -sign -binary -nodetach -in content -outform DER $(by rsa) -certfile issuing.pem -out "$out/openssl-smime.p7m"
openssl smime -sign -binary -nodetach -stream -in content -outform DER $(by rsa) -out "$out/openssl-smime-stream.p7m"
openssl smime -sign -binary -in content -outform PEM $(by rsa) -md sha512 -out "$out/openssl-smime-pem.p7s"

classes=/usr/share/java
java -cp $classes/bcprov.jar:$classes/bcpkix.jar:$classes/bcutil.jar "$here/shapes.java" "$work" "$out"
