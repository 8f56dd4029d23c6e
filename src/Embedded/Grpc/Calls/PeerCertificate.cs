using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>What a caller's certificate says of them.</summary>
internal static class PeerCertificate
{
    private const string AlternativeName = "x509_subject_alternative_name";
    private const string CommonName = "x509_common_name";

    private static readonly AuthContext Nobody = new(null, []);

    /// <summary>The names in a certificate; the caller is known by the alternative names, or else by the common one.</summary>
    public static AuthContext Read(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            return Nobody;
        }

        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames())
            .Select(name => Property(AlternativeName, name)).ToList();
        var common = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        var properties = new Dictionary<string, List<AuthProperty>>();
        if (alternatives.Count > 0)
        {
            properties[AlternativeName] = alternatives;
        }

        if (common.Length > 0)
        {
            properties[CommonName] = [Property(CommonName, common)];
        }

        return new AuthContext(properties.Keys.FirstOrDefault(), properties);
    }

    private static AuthProperty Property(string name, string value) => AuthProperty.Create(name, Encoding.UTF8.GetBytes(value));
}
