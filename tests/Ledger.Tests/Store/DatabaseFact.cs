using Compensation.Testing;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Compensation.Ledger.Tests.Store;

/// <summary>Marks a test of the conformance kit, which every database passes. In a class that needs PostgreSQL it is left out where
/// there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Compensation.Ledger.Tests.Store.DatabaseFactDiscoverer", "Compensation.Ledger.Tests")]
public sealed class DatabaseFactAttribute : FactAttribute;

/// <summary>Marks a test class that needs a database which is not everywhere.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class NeedsDatabaseAttribute : Attribute
{
    /// <summary>What is needed; null where it is there.</summary>
    public abstract string? Missing { get; }
}

/// <summary>Marks a test class that needs PostgreSQL.</summary>
public sealed class NeedsPostgreSqlAttribute : NeedsDatabaseAttribute
{
    public override string? Missing => PostgreSqlServer.IsInstalled ? null : PostgreSqlServer.Needed;
}

/// <summary>Decides when tests are listed: only then is the class known, and a test that is left out is reported as such.</summary>
public sealed class DatabaseFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        LeftOutTestCase.Missing(testMethod) is not null
            ? new LeftOutTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(),
                discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)
            : base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
}

/// <summary>A test that is left out because its database is missing.</summary>
public sealed class LeftOutTestCase : XunitTestCase
{
    [Obsolete("For the runner, which makes it before it reads it.")]
    public LeftOutTestCase()
    {
    }

    public LeftOutTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod testMethod)
        : base(diagnostics, display, options, testMethod)
    {
    }

    /// <summary>What a test's class needs and is not there, or null.</summary>
    public static string? Missing(ITestMethod test) => test.TestClass.Class.GetCustomAttributes(typeof(NeedsDatabaseAttribute))
        .OfType<IReflectionAttributeInfo>().Select(needs => ((NeedsDatabaseAttribute)needs.Attribute).Missing).FirstOrDefault();

    protected override string GetSkipReason(IAttributeInfo factAttribute) => Missing(TestMethod)!;
}
