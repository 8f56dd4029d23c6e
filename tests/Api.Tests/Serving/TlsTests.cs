using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Compensation.Testing;
using Grpc.Health.V1;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Serving;

/// <summary>TLS by configuration, with a certificate that is made for the test.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-tls-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Server_WithACertificate_TalksTlsOnly_AndIsWhoItSaysItIs()
    {
        using var certificate = Make();
        var (file, key) = (Path.Combine(folder.FullName, "server.pem"), Path.Combine(folder.FullName, "server.key"));
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await using var server = await ApiServer.StartAsync(configure: options => options with { Certificate = file, CertificateKey = key });
        server.Address.Scheme.ShouldBe("https");

        using var trusting = new ApiClient(server.Address, null,
            (_, shown, _, _) => shown is X509Certificate2 known && known.Thumbprint == certificate.Thumbprint);
        (await AskAsync(trusting)).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);

        // A caller who does not know the certificate leaves before anything is said, and without TLS there is no answer.
        using var careful = new ApiClient(server.Address, null, (_, _, _, errors) => errors == SslPolicyErrors.None);
        (await Should.ThrowAsync<HttpRequestException>(() => AskAsync(careful))).HttpRequestError.ShouldBe(HttpRequestError.SecureConnectionError);
        using var plain = new ApiClient(new UriBuilder(server.Address) { Scheme = "http" }.Uri, null);
        await Should.ThrowAsync<HttpRequestException>(() => AskAsync(plain));
    }

    private static Task<HealthCheckResponse> AskAsync(ApiClient client) =>
        client.CallAsync<HealthCheckResponse>("grpc.health.v1.Health/Check", new HealthCheckRequest());

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=compensation test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
    }
}
