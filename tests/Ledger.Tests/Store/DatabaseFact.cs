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

/// <summary>Marks a test class that needs PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsPostgreSqlAttribute : Attribute;

/// <summary>Decides when tests are listed: only then is the class known, and a test that is left out is reported as such.</summary>
public sealed class DatabaseFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        testMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsPostgreSqlAttribute)).Any() && !PostgreSqlServer.IsInstalled
            ? new LeftOutTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(),
                discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)
            : base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
}

/// <summary>A test that is left out because there is no PostgreSQL.</summary>
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

    protected override string GetSkipReason(IAttributeInfo factAttribute) => PostgreSqlServer.Needed;
}
