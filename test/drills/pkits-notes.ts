/** What is to be known of PKITS: verdicts that do not stand in a test's name, and paths that are valid and refused all the same. */

/** Section 4.8, and 4.12.3: by a reader who accepts every policy and asks for none. */
export const policyVerdicts: ReadonlyMap<string, boolean> = new Map(
  [4, 5, 7, 8, 9, 12].map((number) => [`DifferentPoliciesTest${number}`, false] as const),
);

/** By what is not read: the first three could hide a revocation from who puts lists together wrongly. */
export const pathsNotRead: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'a list signed by another key of its authority',
    [
      'ValidBasicSelfIssuedCRLSigningKeyTest6',
      'ValidBasicSelfIssuedNewWithOldTest4',
      'ValidBasicSelfIssuedOldWithNewTest1',
      'ValidDNnameConstraintsTest19',
      'ValidSelfIssuedinhibitAnyPolicyTest7',
      'ValidSelfIssuedinhibitAnyPolicyTest9',
      'ValidSelfIssuedinhibitPolicyMappingTest7',
      'ValidSelfIssuedpathLenConstraintTest15',
      'ValidSelfIssuedpathLenConstraintTest17',
      'ValidSelfIssuedrequireExplicitPolicyTest6',
      'ValidSeparateCertificateandCRLKeysTest19',
    ],
  ],
  [
    'an indirect list',
    [
      'ValidIDPwithindirectCRLTest22',
      'ValidIDPwithindirectCRLTest24',
      'ValidIDPwithindirectCRLTest25',
      'ValidcRLIssuerTest28',
      'ValidcRLIssuerTest29',
      'ValidcRLIssuerTest30',
      'ValidcRLIssuerTest33',
    ],
  ],
  [
    'a distribution point named in full here, by its last part there',
    ['ValiddistributionPointTest4', 'ValiddistributionPointTest7'],
  ],
  ['DSA', ['ValidDSASignaturesTest4', 'ValidDSAParameterInheritanceTest5']],
]);
